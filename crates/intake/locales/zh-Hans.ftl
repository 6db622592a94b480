# The pages in Simplified Chinese.
# reviewed-by:
# doubtful: landing-trouble: "在这里" (here) limits the sentence to this site on purpose; a reader may still take it as a promise about Chinese law.
# doubtful: landing-step-code: "取信码" for the code is coined after 取件码 (parcel pick-up code), to keep it apart from a bank password or a text-message code.
# doubtful: receipt-picture: the everyday word 二维码 (QR) is used, and readers may scan it with WeChat, which sees what it scans.
# doubtful: keys-site: "Line" (this tip line, by its name) has no short everyday word; 留言渠道 is a paraphrase.

title = 留言表
skip = 跳到正文
exit = 离开本页
exit-hint = “离开本页”会打开另一个网站，但不会删除这台手机或电脑上的浏览记录。
exit-keys = 连按三次 Shift 键，效果一样。
languages = 语言
languages-kept = 换语言以后，您打的字都还在。文件要重新选一遍。
unreviewed = 这一页是机器翻译的，还没有母语是中文的人检查过。有些词可能不对。
certificate-ended = 本网站的证书已经过期。如果浏览器就此警告过您，它就无法判断这是不是真的网站。请过几天再来；如果您知道我们在 Tor 上的地址，也可以用那个地址。
never-money = 我们从来不要钱。谁打着我们的旗号要钱，谁就是在骗您。

choose-heading = 选择您的语言

landing-heading = 告诉我们，人被困在哪里
landing-lead = 如果您知道有人被扣住不放，被逼着在网上骗人，可以告诉这里帮忙的人。
landing-who = 谁来看
landing-who-text = 只有这个机构里负责看留言的人：{ $organisation }。您的留言会马上锁好，收留言的电脑再也打不开它。
landing-anonymous = 不用名字，不用账号，也不用邮箱。
landing-trouble = 不管是您，还是被困的人，被逼着做过什么，在这里，都不会有人怪罪，也不会有人处罚。
landing-promise = 我们不能保证把人救出来。我们保证，您写的话有真人看。
landing-another = 您也可以替不会读写的人写。把问题念给对方听，对方说什么，您就写什么。
landing-steps = 怎么用
landing-step-write = 您可以写字、说话，或者加照片。一句话就够了。
landing-step-seal = 留言会锁好，只有负责看留言的人能打开。
landing-step-code = 您会得到一个取信码。凭它可以回来看回复。
landing-start = 开始
landing-keys = 留言锁好以后，谁能打开

safety-heading = 写之前请先看
safety-history = 按“离开本页”不会删除这台手机或电脑上的浏览记录。请用无痕窗口，或者自己删除记录。
safety-device = 请用别人不会翻看的手机或电脑。借来的，也比被人监视的好。
safety-wifi = 不要在园区里面写，也不要用园区的 Wi-Fi 写。
safety-person = 不要给被困的人发消息说起这条留言。那边的手机可能被人监视。
safety-code = 最后您会得到一个取信码。安全的话，才把它写下来。
safety-network = 如果有人监视您的网络，就能看出您来过这个网站，也大概能看出您发了多少东西。用 Tor 浏览器（Tor Browser）能隐藏得更多。
safety-server = 给留言上锁，是在我们的电脑上做的。如果有人控制了那台电脑，从那时起，打进去的字就可能被看到。
safety-continue = 我看过了，去填表

form-heading = 您的留言
form-required = 只有这一部分必须填
form-optional = 其他的都可以不填
form-optional-text = 想答的就答，不想答的就空着。随时都可以发送。
form-why = 为什么要问：
form-files = 照片或文件
form-files-hint = 最多 { $files } 个文件，加起来不超过 { $megabytes } 兆（MB）。如果表有错退了回来，文件要重新选一遍。
form-files-app = 如果点了没有反应，说明这个页面是在某个应用里面打开的。请用手机自带的浏览器打开它。
form-photo = 拍照
form-photo-hint = 在手机上会打开相机。请先拍照，再写字：有些手机拍完以后，这一页会变成空的。手机里可能会留下这张照片。
form-voice = 语音留言
form-voice-hint = 如果您不会写或不想写，可以用手机在这里录音。请先录音，再写别的：有些手机录完以后，这一页会变成空的。手机里可能会留下录音。已经录好的，可以加在“照片或文件”里。
form-send = 发送
form-send-hint = 文件大，可能要等很久。请等到下一页打开。
form-sending = 正在发送：{ $percent }%。请让这一页开着。
form-broke = 网断了。您打的字和选的东西还在这里。请再按一次“发送”：留言不会送到两次。
form-letters = 已经写的字数：{ $letters }
form-choose = 请选择
form-text-limit = 所有的字加起来：英文大约能写 { $kilobytes } 千个字母，其他文字能写的要少一些。更长的，请做成文件发来。
form-grace = 上一次取走留言是在 { $day }。这次可能要比平时等得久，才有人看。
form-grace-never = 留言还没有取走过。可能要比平时等得久，才有人看。

error-heading = 您的留言还没有发出去
error-kept = 您打的字都还在这里。
error-files = 请重新选这些文件，浏览器没法保留它们：
error-story-empty = 请在“把您知道的告诉我们”下面写一点。一个词就够了。
error-no-such-option = 请从给出的答案里选一个。
error-text-too-long = 这段字太长了。请写短一些，或者做成文件发来。
error-not-text = 有些字读不出来。请重新写。
error-cut = 表格没有完整送到。已经送到的内容在下面：请检查一遍，再发送一次。
error-too-many-fields = 表送回来时，里面的项目太多。请从这一页再发送一次。
error-file-empty = 文件 { $file } 是空的。请重新选它，或者选别的文件，也可以不带它发送。
error-voice-empty = 语音留言里没有声音。请重新录，或者不带它发送。
error-files-too-large = 文件加起来超过了 { $megabytes } 兆（MB）。请少发一些，或者把剩下的放在第二条留言里发。
error-too-many-files = 文件超过了 { $files } 个。请把剩下的放在第二条留言里发。
error-form-expired = 这张表打开得太久了，或者不是本网站的表。现在已经换成新的，请再发送一次。
error-try-later = 现在从您这个网络来的请求太多。请等 { $seconds } 秒，再发送一次。
error-closed = 现在没有人能看新留言。请把您写的留好，过几天再来。
error-store-full = 现在放不下了。请明天再试，或者只发文字，不带文件。
error-no-room = 现在什么都发不了：我们的电脑没有空间了。请明天再试。回复仍然可以看。
error-internal = 我们这边出了故障，您的留言没有存下来。请再发送一次。

receipt-heading = 您的留言收到了
receipt-safe = 留言已经锁好、存好。只有负责看留言的人能打开。
receipt-code = 您的取信码
receipt-keep = 凭这个取信码，您可以回来看回复，也可以再补充。它只显示这一次。丢了，谁也没法帮您找回来。
receipt-how = 可以写在纸上，但不要写它是做什么用的；也可以记在心里。如果有人会翻看这部手机，不要截屏。如果留着它会让您有危险，就不要留。
receipt-print = 如果打印这一页，只会印出取信码，不会印出它是做什么用的。有些浏览器会把网址印在纸边上：请在打印窗口里关掉这一项。
receipt-print-site = 把本网站的网址也印出来
receipt-picture = 显示成二维码，给另一部手机用
receipt-no-code = 没有取信码：谁都不能再回到这条留言，您自己也不能。
picture-label = 取信码的二维码
picture-text = 您信得过的另一部手机，可以从这张图上得到取信码。谁拍下这张图，谁就能看您的回复。
receipt-next = 接下来会怎样
receipt-next-text = 会有真人看您的留言，一般在几天之内。我们在做什么，可能不能告诉您，免得让人有危险。
receipt-leave = 现在请关掉这个窗口，再把它从手机或电脑的浏览记录里删掉。

keys-heading = 留言锁好以后，谁能打开
keys-text = 留言锁好以后，只有拿着这些密钥的人才能打开。如果您从别处知道我们的密钥指纹，可以拿来对一对。
keys-site = 留言渠道
keys-issue = 第 { $issue } 版，{ $day }
keys-root = 签署这份清单的密钥的指纹
keys-today = 今天的密钥
keys-reviewer = 负责看留言的人
keys-recovery = 恢复用的密钥
keys-files = 签署过的清单，文件形式：

closed-heading = 这张表暂时关闭
closed-text = 现在没有人能看新留言，所以我们暂时不收。请过几天再来。您以前发来的留言是安全的。

problem-not-found = 没有这一页
problem-not-found-next = 可能是网址打错了。请从首页开始。
problem-cross-site = 这张表是从别的网站发来的
problem-cross-site-next = 为了您的安全，我们只收从我们自己的表发来的留言。请在这里打开表，重新写。
problem-method = 这一页不能这样用
problem-method-next = 请从首页开始。
problem-bad-request = 表没有完整送到
problem-bad-request-next = 可能是网断了，也可能不是我们的表。什么都没有存下来。请在浏览器里退回上一页，再发送一次。
problem-busy = 现在发送的人太多
problem-busy-next = 什么都没有存下来。请在浏览器里退回上一页，您写的字可能还在。等一分钟，再发送一次。
problem-internal = 我们这边出了故障
problem-internal-next = 什么都没有存下来。请过几分钟再试。
problem-start = 首页

mailbox-heading = 您的信箱
mailbox-lead = 用您得到的取信码，可以看回复，也可以再写。
mailbox-code = 您的取信码
mailbox-code-hint = 28 位数字。有没有空格和横线都没关系，用哪种文字的数字也没关系。
mailbox-open = 打开
mailbox-lost = 取信码丢了就找不回来。您随时可以发一条新留言。
mailbox-not-open = 信箱没有打开
mailbox-waiting = 这里没有负责看留言的人发来的确认。可能是他们还没有收到您的留言，也可能是那条确认放得太久，已经删掉了。
mailbox-received = 负责看留言的人在 { $day } 收到了您的留言。
mailbox-closed = 负责看留言的人在 { $day } 结束了这件事的处理。如果还有话要说，请发一条新留言。
mailbox-replies = 回复
mailbox-reply = { $day } 的回复
mailbox-no-reply = 现在没有回复。
mailbox-erase = 我看完了，删掉它
mailbox-erase-hint = 按了以后，它会马上从我们的服务器上删掉，再也看不到。不按的话，过几个星期它会自己消失。
mailbox-erased = 您看过的，已经从我们的服务器上删掉了。
mailbox-more = 再写一些
mailbox-story = 您的留言
mailbox-story-hint = 它会锁好，和您以前发来的放在一起。只有负责看留言的人能看。
mailbox-sent = 您的留言收到了。已经锁好、存好。
error-code-length = 取信码是 28 位数字，没有别的。请跟您记下的对一对。
error-code-found = 这里有 { $found } 位数字。
error-code-letter = 数字中间还有字母：可能把 0 写成了 O，或者把 1 写成了 l。
error-code-digit = 有一个数字不对，或者有两个数字写反了。请跟您记下的对一对。
error-code-unknown = 这个取信码打不开任何信箱。它可能是从别处得到的，也可能已经过期了。
error-session-over = 这一页打开得太久了。请再输入一次取信码。您写的话还没有发出去。
error-page-over = 这一页打开得太久了。请再输入一次取信码。
error-case-closed = 您写的时候，负责看留言的人结束了这件事的处理，这条留言没有发出去。请当作新留言发送：把下面您写的话复制过去。
landing-mailbox = 我有取信码，看回复

wait-title = 等待时间
wait-left = 请等 { $seconds } 秒。您打的字会留在这一页上。
wait-over = 现在可以发送了。请再按一次按钮。
