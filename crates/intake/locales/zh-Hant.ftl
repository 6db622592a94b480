# The pages in Traditional Chinese.
# reviewed-by:
# doubtful: landing-who-text: "審閱人員" (reviewers) is slightly formal and 審 can faintly remind of censors, so the first mention adds "who look after the messages".
# doubtful: receipt-code: "代碼" (code) is clear in Taiwan but somewhat technical; Hong Kong readers may say "號碼" or "密碼".
# doubtful: keys-site: English "Line" (tip line) is given as "name of this site", since a literal word would be read as a telephone line or the app LINE.
# doubtful: keys-root: "金鑰指紋" (key fingerprint) is the correct term but plain readers may think of a finger.
# doubtful: mailbox-closed: "個案" (case) is a social worker's word in Taiwan and Hong Kong, chosen over "案件", which sounds like police or court; it is less usual in Malaysia.

title = 訊息表單
skip = 跳到主要內容
exit = 離開這一頁
exit-hint = 「離開這一頁」會打開另一個網站，但不會清除這支手機或這台電腦的瀏覽紀錄。
exit-keys = 連按三次 Shift 鍵，效果也一樣。
languages = 語言
languages-kept = 換語言以後，您輸入的內容都還在。檔案要重新選擇。
unreviewed = 這一頁是機器翻譯的，還沒有請母語人士檢查過。有些字詞可能有錯。
certificate-ended = 本網站的憑證已經過期。如果瀏覽器就此警告過您，它就無法判斷這是不是真的網站。請過幾天再來；如果您知道我們在 Tor 上的位址，也可以用那個位址。
never-money = 我們絕對不會向任何人要錢。誰用我們的名義要錢，誰就是在騙人。

choose-heading = 選擇您的語言

landing-heading = 告訴我們：人被囚禁在哪裡
landing-lead = 如果您知道有人被囚禁，被逼在網路上騙人，可以告訴在這裡幫忙的人。
landing-who = 誰會看
landing-who-text = 只有這個機構裡負責看訊息的審閱人員：{ $organisation }。您的訊息會馬上鎖起來，連我們收訊息的電腦也不能再打開。
landing-anonymous = 您不用留姓名，不用有帳號，也不用電子郵件。
landing-trouble = 不管被逼做了什麼，在這裡沒有人會責怪或處罰您，也沒有人會責怪或處罰被囚禁的人。
landing-promise = 我們不能保證救得出人。我們保證，您寫的內容會有真人看。
landing-another = 您也可以替不會讀寫的人寫。把問題念給那個人聽，再把那個人說的話寫下來。
landing-steps = 怎麼進行
landing-step-write = 您可以用寫的、用說的，或加上照片。一句話就夠了。
landing-step-seal = 訊息會鎖起來，只有審閱人員能打開。
landing-step-code = 您會拿到一組代碼。有了代碼，您可以回來看回覆。
landing-start = 開始
landing-keys = 訊息鎖起來後，誰能打開

safety-heading = 寫之前請先看
safety-history = 「離開這一頁」按鈕不會清除這支手機或這台電腦的瀏覽紀錄。請用無痕視窗（私密瀏覽），或自己清除瀏覽紀錄。
safety-device = 請用別人不會看的手機或電腦。借來的，比被人監看的好。
safety-wifi = 不要在詐騙園區裡面寫，也不要用園區的 Wi-Fi 寫。
safety-person = 不要向被囚禁的人提到您寫了這則訊息。那個人的手機可能有人監看。
safety-code = 最後您會拿到一組代碼。確定安全，才把代碼寫下來。
safety-network = 如果有人監看您的網路連線，會看得出您來過這個網站，也大概知道您傳了多少內容。用 Tor 瀏覽器（Tor Browser）可以隱藏得更多。
safety-server = 訊息是在我們的電腦上鎖起來的。萬一有人控制了那台電腦，從那時候起輸入的內容，那個人都看得到。
safety-continue = 我看完了，前往表單

form-heading = 您的訊息
form-required = 只有這一格一定要填
form-optional = 其他的都可以不填
form-optional-text = 想回答的就回答，其他的可以不管。隨時都可以傳送。
form-why = 為什麼要問：
form-files = 照片或檔案
form-files-hint = 最多 { $files } 個檔案，加起來不超過 { $megabytes } MB。如果表單因為有錯而退回，要重新選擇檔案。
form-files-app = 如果點了沒有反應，表示這個頁面是在某個 App 裡面打開的。請用手機內建的瀏覽器打開它。
form-photo = 拍照
form-photo-hint = 用手機按這裡會打開相機。請先拍照，再寫字：有些手機拍完以後，這一頁會變成空的。手機裡可能會留下這張照片。
form-voice = 語音訊息
form-voice-hint = 如果您不能寫或不想寫，用手機可以在這裡錄音。請先錄音，再寫別的：有些手機錄完以後，這一頁會變成空的。手機裡可能會留下錄音。已經錄好的，可以加在「照片或檔案」。
form-send = 傳送
form-send-hint = 檔案大的話，可能要傳很久。請等到下一頁打開。
form-sending = 正在傳送：{ $percent }%。請不要關掉這一頁。
form-broke = 連線中斷了。您輸入和選擇的內容都還在這裡。請再按一次「傳送」：訊息不會送到兩次。
form-letters = 目前字數：{ $letters }
form-choose = 請選擇
form-text-limit = 全部文字加起來：英文大約 { $kilobytes },000 個字母，其他文字能寫的比較少。更長的文字請用檔案傳送。
form-grace = 上一次收取訊息是在 { $day }。可能要等得比平常久，才會有人看。
form-grace-never = 到現在還沒有收取過訊息。可能要等得比平常久，才會有人看。

error-heading = 您的訊息還沒有傳出去
error-kept = 您輸入的內容都還在這裡。
error-files = 瀏覽器沒辦法保留檔案，請重新選擇這些檔案：
error-story-empty = 請在「把您知道的告訴我們」寫一點內容。一個字就夠了。
error-no-such-option = 請從列出的答案裡選一個。
error-text-too-long = 這段文字太長了。請寫短一點，或用檔案傳送。
error-not-text = 有些字讀不出來。請重新寫那些字。
error-cut = 表格沒有完整送到。已經送到的內容在下面：請檢查一遍，再送出一次。
error-too-many-fields = 表單送回來的欄位太多了。請從這一頁再傳送一次。
error-file-empty = 檔案 { $file } 是空的。請再選一次，或改選別的檔案，也可以不加這個檔案就傳送。
error-voice-empty = 語音訊息沒有聲音。請重新錄，或不加語音就傳送。
error-files-too-large = 檔案加起來超過 { $megabytes } MB。請少傳一些，或把其餘的用第二則訊息傳送。
error-too-many-files = 檔案超過 { $files } 個。其餘的請用第二則訊息傳送。
error-form-expired = 這份表單開太久了，或者不是從這個網站來的。現在已經更新，請再傳送一次。
error-try-later = 現在從您這個網路連過來的次數太多。請等 { $seconds } 秒再傳送。
error-closed = 目前沒有人能看新的訊息。請留好您輸入的內容，過幾天再來。
error-store-full = 現在沒有空間放更多內容。請明天再試，或只傳文字、不加檔案。
error-no-room = 現在什麼都傳不了：我們的電腦沒有空間了。請明天再試。回覆仍然可以看。
error-internal = 我們這邊出了問題，您的訊息沒有存下來。請再傳送一次。

receipt-heading = 您的訊息已經送到
receipt-safe = 訊息已經鎖起來並存好。只有審閱人員能打開。
receipt-code = 您的代碼
receipt-keep = 有了這組代碼，您可以回來看回覆、補充內容。代碼只顯示這一次。弄丟了，沒有人能幫您找回來。
receipt-how = 請寫在紙上，但不要寫是做什麼用的；或者記在心裡。如果有人會看這支手機，不要截圖。如果留著代碼可能讓您有危險，就不要留。
receipt-print = 如果您列印這一頁，只會印出代碼，不會印出代碼是做什麼用的。有些瀏覽器會把網址印在紙的邊緣：請在列印視窗裡關掉這一項。
receipt-print-site = 也印出這個網站的網址
receipt-picture = 顯示成圖片，給另一支手機用
receipt-no-code = 沒有代碼：誰都不能再回來看這則訊息，您自己也不能。
picture-label = 用小點組成的方形圖，內容是代碼
picture-text = 您信得過的另一支手機，可以從這張圖取得代碼。誰拍下這張圖，誰就能看給您的回覆。
receipt-next = 接下來會怎樣
receipt-next-text = 會有真人看您的訊息，通常在幾天之內。我們可能不能告訴您我們做什麼，以免有人遇到危險。
receipt-leave = 現在請關掉這個視窗，並把這一頁從這支手機或這台電腦的瀏覽紀錄裡清除。

keys-heading = 訊息鎖起來後，誰能打開
keys-text = 訊息是用這些金鑰鎖起來的。如果您從別的地方知道我們的金鑰指紋，可以拿來比對。
keys-site = 本站名稱
keys-issue = 第 { $issue } 版，{ $day }
keys-root = 簽署這份清單的金鑰指紋
keys-today = 今天的金鑰
keys-reviewer = 審閱人員
keys-recovery = 復原金鑰
keys-files = 簽署過的清單檔案：

closed-heading = 這份表單暫時關閉
closed-text = 目前沒有人能看新的訊息，所以我們先不收。請過幾天再來。您之前傳的內容是安全的。

problem-not-found = 沒有這一頁
problem-not-found-next = 可能是網址打錯了。請從首頁開始。
problem-cross-site = 這份表單是從別的網站傳來的
problem-cross-site-next = 為了您的安全，我們只收從我們自己的表單傳來的訊息。請在這裡打開表單，再寫一次。
problem-method = 這一頁不能這樣使用
problem-method-next = 請從首頁開始。
problem-bad-request = 表單沒有完整送到
problem-bad-request-next = 可能是連線中斷了，或者那不是我們的表單。什麼都沒有存下來。請在瀏覽器回到上一頁，再傳送一次。
problem-busy = 現在傳送的人太多
problem-busy-next = 什麼都沒有存下來。請在瀏覽器回到上一頁，您寫的字可能還在。等一分鐘再傳送。
problem-internal = 我們這邊出了問題
problem-internal-next = 什麼都沒有存下來。請過幾分鐘再試。
problem-start = 首頁

mailbox-heading = 您的信箱
mailbox-lead = 用您拿到的代碼，可以看回覆，也可以再寫。
mailbox-code = 您的代碼
mailbox-code-hint = 28 個數字。有沒有空格或短橫線都沒關係，用哪一種文字的數字也沒關係。
mailbox-open = 打開
mailbox-lost = 代碼弄丟就找不回來了。您隨時可以傳新的訊息。
mailbox-not-open = 信箱沒有打開
mailbox-waiting = 這裡沒有審閱人員的收件確認。可能是審閱人員還沒有收到您的訊息，也可能是確認已經太舊，被刪除了。
mailbox-received = 審閱人員已經在 { $day } 收到您的訊息。
mailbox-closed = 審閱人員已經在 { $day } 結束這個個案。如果還有話要說，請傳新的訊息。
mailbox-replies = 回覆
mailbox-reply = { $day } 的回覆
mailbox-no-reply = 沒有回覆。
mailbox-erase = 我看完了，請刪除
mailbox-erase-hint = 內容會馬上從我們的伺服器刪除，再也看不到。不按的話，過幾個星期也會自動刪除。
mailbox-erased = 您看過的內容已經從我們的伺服器刪除。
mailbox-more = 再寫一些
mailbox-story = 您的訊息
mailbox-story-hint = 這則訊息會鎖起來，和您之前傳的放在一起。只有審閱人員能看。
mailbox-sent = 您的訊息已經送到。訊息已經鎖起來並存好。
error-code-length = 代碼是 28 個數字，沒有別的。請和您寫下來的比對。
error-code-found = 這裡有 { $found } 個數字。
error-code-letter = 數字中間還有字母：可能把 0 寫成了 O，或把 1 寫成了 l。
error-code-digit = 有一個數字錯了，或有兩個數字對調了。請和您寫下來的比對。
error-code-unknown = 這組代碼打不開任何信箱。可能是在別的地方拿到的，或者已經過期。
error-session-over = 這一頁開太久了。請再輸入一次代碼；您寫的內容還沒有傳出去。
error-page-over = 這一頁開太久了。請再輸入一次代碼。
error-case-closed = 您在寫的時候，審閱人員結束了這個個案，所以這則訊息沒有傳出去。請當作新的訊息傳送：把下面您寫的內容複製過去。
landing-mailbox = 我有代碼：看回覆

wait-title = 等待時間
wait-left = 請等 { $seconds } 秒。您輸入的內容會留在這一頁。
wait-over = 現在可以傳送了。請再按一次按鈕。
