# The pages in Japanese.
# reviewed-by:
# doubtful: landing-heading: "held" is 閉じ込められている (shut in) everywhere; the news says 監禁されている, which is clearer to some but harder.
# doubtful: landing-who-text: "reviewers" are 確認担当者 (persons in charge of checking), which is understood but a little stiff, and English "review" is wider.
# doubtful: landing-step-code: コード can be taken for a QR code by older readers, so 長い番号 (long number) stands once in brackets; 番号 alone could be taken for a telephone number.
# doubtful: safety-wifi: "compound" is 詐欺の拠点 as in Japanese news, which can also mean a single flat or office used for fraud.
# doubtful: keys-site: "Line" is 窓口 (desk, contact point), since ライン would be read as the messenger LINE.
# doubtful: keys-text: "key" and "fingerprint" are 鍵 and 指紋 with a short explanation; a specialist would expect 公開鍵 and フィンガープリント.
# doubtful: mailbox-heading: 受信箱 (inbox) may be taken for an e-mail inbox.

title = メッセージのフォーム
skip = 本文へ進む
exit = このページを離れる
exit-hint = 「このページを離れる」を押すと、別のサイトが開きます。このスマホやパソコンの履歴は消えません。
exit-keys = Shift（シフト）キーを続けて3回押しても、同じことができます。
languages = 言葉
languages-kept = 言葉を変えても、書いたものは全部残ります。ファイルは選び直してください。
unreviewed = このページは機械が翻訳しました。日本語を母語とする人は、まだ確認していません。まちがった言葉があるかもしれません。
certificate-ended = このサイトの証明書の期限が切れています。ブラウザーがそのことを警告した場合、ここが本物のサイトかどうか、ブラウザーには分かりません。数日後にまた来るか、Torでの私たちのアドレスを知っていれば、それを使ってください。
never-money = 私たちは、絶対にお金を求めません。私たちの名前を使ってお金を求める人は、うそをついています。

choose-heading = 言葉を選んでください

landing-heading = だれかが閉じ込められている場所を教えてください
landing-lead = 閉じ込められて、ネットで人をだますことを無理にさせられている人を知っていたら、助ける活動をしている人たちに、ここで伝えることができます。
landing-who = だれが読むか
landing-who-text = 読むのは、この団体の確認担当者だけです：{ $organisation }。あなたのメッセージには、すぐに鍵がかかります。メッセージを受け取る私たちのコンピューターでも、もう開けることができません。
landing-anonymous = 名前も、アカウントも、メールアドレスもいりません。
landing-trouble = あなたや、閉じ込められている人が、無理にさせられたことについて、ここであなたを責めたり罰したりする人はいません。
landing-promise = 助け出すことは、約束できません。あなたが書いたものを人が読むことは、約束します。
landing-another = 読み書きができない人の代わりに書くこともできます。質問を読んであげて、その人が言うことを書いてください。
landing-steps = 送るときの流れ
landing-step-write = 書くか、話すか、写真を付けます。ひとことだけでも十分です。
landing-step-seal = 鍵がかかります。開けることができるのは、確認担当者だけです。
landing-step-code = コード（長い番号）を受け取ります。そのコードがあれば、またここに来て、返事を読むことができます。
landing-start = 始める
landing-keys = 鍵をかけたメッセージを、だれが開けられるか

safety-heading = 書く前に
safety-history = 「このページを離れる」のボタンを押しても、このスマホやパソコンの履歴は消えません。プライベートウィンドウ（シークレットモード）を使うか、自分で履歴を消してください。
safety-device = ほかの人が中を見ないスマホかパソコンを使ってください。見張られているものより、借りたもののほうがよいです。
safety-wifi = 詐欺の拠点の中からは書かないでください。拠点のWi-Fiを使って書くのもやめてください。
safety-person = このメッセージのことを、閉じ込められている人に書いて送らないでください。その人のスマホは、見張られているかもしれません。
safety-code = 最後にコードを受け取ります。安全なときだけ、書き留めてください。
safety-network = あなたの通信を見張っている人がいれば、あなたがこのサイトに来たことと、送ったもののだいたいの量がわかります。Tor Browserを使うと、もっと多くのことを隠せます。
safety-server = 鍵は、私たちのコンピューターの中でかけます。もしだれかがそのコンピューターを乗っ取ったら、その人は、そのあとに入力されたものを読むことができます。
safety-continue = 読みました。フォームへ進む

form-heading = あなたのメッセージ
form-required = 必ず書くのは、ここだけです
form-optional = ほかは、書いても書かなくてもかまいません
form-optional-text = 答えたいところだけ答えて、あとはそのままにしてください。いつでも送ることができます。
form-why = これを聞く理由：
form-files = 写真やファイル
form-files-hint = ファイルは{ $files }個まで、合わせて{ $megabytes } MBまでです。まちがいがあってフォームがもう一度出てきたときは、選び直してください。
form-files-app = ここを押しても何も起きないときは、このページがアプリの中で開いています。スマホにもとからあるブラウザーで開いてください。
form-photo = 写真をとる
form-photo-hint = スマホでは、カメラが開きます。写真は、書く前にとってください。スマホによっては、写真をとったあと、このページが空っぽになります。写真がスマホの中に残ることがあります。
form-voice = 声のメッセージ
form-voice-hint = 書けないときや書きたくないときは、スマホなら、ここで声を録音できます。録音は、何かを書く前にしてください。スマホによっては、録音したあと、このページが空っぽになります。録音がスマホの中に残ることがあります。もう録音したものがあれば、「写真やファイル」のところで付けられます。
form-send = 送る
form-send-hint = 大きいファイルは、時間がかかることがあります。次のページが開くまで待ってください。
form-sending = 送っています：{ $percent }%。このページを開いたままにしてください。
form-broke = 通信が切れました。書いたものと選んだものは、まだここにあります。もう一度「送る」を押してください。メッセージが2回届くことはありません。
form-letters = 今までの文字の数：{ $letters }
form-choose = 選んでください
form-text-limit = 文章は全部合わせて、英語なら約{ $kilobytes },000文字までです。ほかの文字では、もっと少なくなります。もっと長い文章は、ファイルにして送ってください。
form-grace = メッセージが最後に取り出された日は、{ $day }です。読まれるまでに、いつもより時間がかかるかもしれません。
form-grace-never = メッセージは、まだ一度も取り出されていません。読まれるまでに、いつもより時間がかかるかもしれません。

error-heading = あなたのメッセージは、まだ送られていません
error-kept = あなたが書いたものは、全部ここに残っています。
error-files = ブラウザーはファイルを残しておくことができません。次のファイルを、もう一度選んでください：
error-story-empty = 「知っていることを教えてください」のところに何か書いてください。ひとことだけでも十分です。
error-no-such-option = 出ている答えの中から、一つ選んでください。
error-text-too-long = この文章は長すぎます。短くするか、ファイルにして送ってください。
error-not-text = 読めない文字がありました。その文字をもう一度書いてください。
error-cut = フォームがすべて届きませんでした。届いた分はここにあります。確認して、もう一度送ってください。
error-too-many-fields = 届いたフォームは、項目が多すぎました。このページからもう一度送ってください。
error-file-empty = 「{ $file }」というファイルには、中身がありません。もう一度選ぶか、別のファイルを選んでください。そのファイルなしで送ることもできます。
error-voice-empty = 声のメッセージに音が入っていません。もう一度録音するか、声のメッセージなしで送ってください。
error-files-too-large = ファイルは、合わせて{ $megabytes } MBを超えています。数を減らして送るか、残りを2通目のメッセージで送ってください。
error-too-many-files = ファイルが{ $files }個より多いです。残りは、2通目のメッセージで送ってください。
error-form-expired = このフォームは、開いてから時間がたちすぎたか、このサイトから送られたものではありません。今、新しくしました。もう一度送ってください。
error-try-later = 今、あなたのネットワークからの通信が多すぎます。{ $seconds }秒待ってから、もう一度送ってください。
error-closed = 今は、新しいメッセージを読める人がいません。書いたものをとっておいて、数日後にまた来てください。
error-store-full = 今は、これ以上入れる場所がありません。明日もう一度試すか、ファイルなしで文章だけ送ってください。
error-no-room = 今は何も送れません。私たちのコンピューターに空きがないためです。明日もう一度試してください。返事は今も読めます。
error-internal = 私たちの側で問題が起きました。あなたのメッセージは保存されていません。もう一度送ってください。

receipt-heading = あなたのメッセージが届きました
receipt-safe = 鍵をかけて、しまってあります。開けることができるのは、確認担当者だけです。
receipt-code = あなたのコード
receipt-keep = このコードがあれば、またここに来て、返事を読んだり、書き足したりできます。コードが画面に出るのは、この一回だけです。なくしたら、だれにも探し出せません。
receipt-how = 何のためのコードかは書かずに、コードだけを紙に書くか、覚えてください。だれかがこのスマホの中を見るなら、スクリーンショットをとらないでください。持っていると危ないかもしれないなら、残さないでください。
receipt-print = このページを印刷すると、コードだけが印刷されます。何のためのコードかわかることは、何も印刷されません。ブラウザーによっては、紙の端にアドレスが印刷されます。印刷の画面で、それをオフにしてください。
receipt-print-site = このサイトのアドレスも印刷する
receipt-picture = 別のスマホで読み取れるように、画像で見せる
receipt-no-code = コードはありません。だれも、このメッセージにもどることはできません。あなたもできません。
picture-label = コードを点で表した四角い画像
picture-text = あなたが信頼できる別のスマホで、この画像からコードを読み取ることができます。この画像を写真にとった人は、だれでも、あなたへの返事を読むことができます。
receipt-next = これからどうなるか
receipt-next-text = たいていは数日のうちに、人があなたのメッセージを読みます。だれかを危険にさらさないように、私たちが何をするかを、あなたに話せないことがあります。
receipt-leave = では、このウィンドウを閉じて、このページをスマホやパソコンの履歴から消してください。

keys-heading = 鍵をかけたメッセージを、だれが開けられるか
keys-text = メッセージには、次の鍵をかけます。私たちの鍵の指紋（鍵を見分けるための文字や数字）をほかの所で知っていたら、比べて確かめることができます。
keys-site = 窓口
keys-issue = 第{ $issue }版、{ $day }
keys-root = このリストに署名する鍵の指紋
keys-today = 今日の鍵
keys-reviewer = 確認担当者
keys-recovery = 復旧用の鍵
keys-files = 署名したリストのファイル：

closed-heading = このフォームは、今は閉じています
closed-text = 今は、新しいメッセージを読める人がいません。そのため、メッセージを受け取っていません。数日後にまた来てください。前に送ったものは安全です。

problem-not-found = このページはありません
problem-not-found-next = アドレスの文字がまちがっているかもしれません。最初のページから始めてください。
problem-cross-site = このフォームは、別のサイトから送られました
problem-cross-site-next = あなたの安全のために、メッセージは私たちのフォームからだけ受け取ります。ここでフォームを開いて、もう一度書いてください。
problem-method = このページは、そのようには使えません
problem-method-next = 最初のページから始めてください。
problem-bad-request = フォームの一部が届きませんでした
problem-bad-request-next = 通信が切れたか、私たちのフォームではありませんでした。何も保存されていません。ブラウザーで前のページにもどって、もう一度送ってください。
problem-busy = 今、送っている人が多すぎます
problem-busy-next = 何も保存されていません。ブラウザーで前のページにもどってください。書いたものがまだそこにあるかもしれません。1分待って、もう一度送ってください。
problem-internal = 私たちの側で問題が起きました
problem-internal-next = 何も保存されていません。数分後にもう一度試してください。
problem-start = 最初のページ

mailbox-heading = あなたの受信箱
mailbox-lead = 受け取ったコードがあれば、返事を読んだり、書き足したりできます。
mailbox-code = あなたのコード
mailbox-code-hint = 28桁の数字です。空白や横線は、あってもなくてもかまいません。どの国の数字の文字でもかまいません。
mailbox-open = 開く
mailbox-lost = なくしたコードは、もう見つけることができません。新しいメッセージは、いつでも送ることができます。
mailbox-not-open = 受信箱は開きませんでした
mailbox-waiting = 確認担当者がメッセージを受け取ったという知らせは、ここにはありません。まだ受け取っていないか、知らせが古くなって消されたかの、どちらかです。
mailbox-received = 確認担当者が、{ $day }にあなたのメッセージを受け取りました。
mailbox-closed = 確認担当者が、{ $day }にこの件を終わりにしました。まだ伝えたいことがあれば、新しいメッセージを送ってください。
mailbox-replies = 返事
mailbox-reply = { $day }の返事
mailbox-no-reply = 返事はありません。
mailbox-erase = 読みました。これを消す
mailbox-erase-hint = 私たちのサーバーからすぐに消えます。もう一度読むことはできません。これを押さなくても、数週間たつと自動で消えます。
mailbox-erased = あなたが読んだものは、私たちのサーバーから消えました。
mailbox-more = もっと書く
mailbox-story = あなたのメッセージ
mailbox-story-hint = 鍵をかけて、前に送ったものといっしょにします。読むことができるのは、確認担当者だけです。
mailbox-sent = あなたのメッセージが届きました。鍵をかけて、しまってあります。
error-code-length = コードは28桁の数字だけです。書き留めたものと比べてください。
error-code-found = ここにある数字は{ $found }桁です。
error-code-letter = 数字の中に文字がまじっています。0がO、1がlになっているのかもしれません。
error-code-digit = 数字が一つまちがっているか、二つの数字が入れかわっています。書き留めたものと比べてください。
error-code-unknown = このコードで開く受信箱はありません。ほかの所で作られたコードか、使える期間が終わったコードかもしれません。
error-session-over = ページを開いてから、時間がたちすぎました。コードをもう一度入れてください。書いたものは、まだ送られていません。
error-page-over = ページを開いてから、時間がたちすぎました。コードをもう一度入れてください。
error-case-closed = あなたが書いている間に、確認担当者がこの件を終わりにしました。このメッセージは送られていません。下にある文章をコピーして、新しいメッセージとして送ってください。
landing-mailbox = コードを持っています：返事を読む

wait-title = 待ち時間
wait-left = { $seconds }秒待ってください。書いたものは、このページに残っています。
wait-over = もう送ることができます。もう一度ボタンを押してください。
