# The pages in Korean.
# reviewed-by:
# doubtful: landing-heading: "held" is 갇혀 있는 (shut in against one's will) everywhere; Korean news more often says 감금된, which is clearer but harder.
# doubtful: landing-who-text: "reviewers" are 담당자 (the person in charge of this), explained once here as those who read and check; it is wider than the English word.
# doubtful: landing-trouble: "in trouble" is told as "here nobody punishes or blames", because Korean courts have punished people who came back; 여기서는 (here) limits it to the tip line.
# doubtful: landing-step-seal: "sealed" is 잠그다 (to lock); 밀봉 or 암호화 would be more exact but harder.
# doubtful: safety-wifi: "compound" is 범죄 단지 (crime complex) as in Korean news; many people also say 웬치 or 사기 단지.
# doubtful: receipt-code: "code" is 코드, which an older reader may take for a QR code; 번호 (number) is plainer but can be mistaken for a telephone number.
# doubtful: keys-text: "key" and "fingerprint" are 열쇠 and 지문, with a short explanation of 지문; a specialist would expect 공개 키.
# doubtful: keys-site: "Line" is 제보 창구 (tip desk), since 라인 would be read as the messenger LINE.
# doubtful: mailbox-closed: "closed this case" is 이 건을 종료했습니다, a little formal; 사건 would sound like police.

title = 메시지 쓰기
skip = 본문으로 건너뛰기
exit = 이 페이지 나가기
exit-hint = ‘이 페이지 나가기’를 누르면 다른 사이트가 열립니다. 이 휴대폰이나 컴퓨터에 남은 방문 기록은 지워지지 않습니다.
exit-keys = Shift 키를 세 번 눌러도 똑같이 나갈 수 있습니다.
languages = 언어
languages-kept = 언어를 바꿔도 쓰신 글은 모두 그대로 있습니다. 파일은 다시 골라야 합니다.
unreviewed = 이 페이지는 기계가 번역했고, 한국어를 모국어로 쓰는 사람이 아직 확인하지 않았습니다. 틀린 말이 있을 수 있습니다.
certificate-ended = 이 사이트의 인증서 기한이 지났습니다. 브라우저가 이를 경고했다면, 브라우저는 이곳이 진짜 사이트인지 알 수 없습니다. 며칠 뒤에 다시 오시거나, Tor에서 쓰는 저희 주소를 아시면 그 주소를 이용해 주세요.
never-money = 저희는 절대로 돈을 달라고 하지 않습니다. 저희 이름을 대고 돈을 달라고 하는 사람은 누구든 거짓말을 하고 있습니다.

choose-heading = 언어를 고르세요

landing-heading = 누가 어디에 갇혀 있는지 알려 주세요
landing-lead = 갇힌 채 인터넷으로 남을 속이는 일을 강요당하는 사람을 아시나요? 도와주는 사람들에게 여기서 알리실 수 있습니다.
landing-who = 누가 읽나요
landing-who-text = 이 단체에서 메시지를 읽고 확인하는 담당자만 읽습니다: { $organisation }. 보내신 메시지는 곧바로 잠깁니다. 이 사이트의 컴퓨터는 그것을 다시 열 수 없습니다.
landing-anonymous = 이름도, 계정도, 이메일도 필요 없습니다.
landing-trouble = 강요당해서 한 일 때문에 여기서는 아무도 벌하거나 탓하지 않습니다. 글을 쓰시는 분이 한 일이든, 갇혀 있는 사람이 한 일이든 마찬가지입니다.
landing-promise = 구해 내겠다고 약속드릴 수는 없습니다. 쓰신 글을 사람이 읽는다는 것은 약속드립니다.
landing-another = 글을 읽거나 쓸 수 없는 사람을 대신해서 쓰셔도 됩니다. 그 사람에게 질문을 읽어 주고, 말하는 대로 적어 주세요.
landing-steps = 이렇게 합니다
landing-step-write = 글을 쓰거나, 말로 하거나, 사진을 넣습니다. 한 문장이면 충분합니다.
landing-step-seal = 메시지가 잠깁니다. 담당자만 열 수 있습니다.
landing-step-code = 코드를 받습니다. 그 코드로 다시 와서 답장을 읽을 수 있습니다.
landing-start = 시작
landing-keys = 잠긴 메시지를 열 수 있는 사람

safety-heading = 쓰기 전에
safety-history = ‘이 페이지 나가기’ 버튼은 이 휴대폰이나 컴퓨터의 방문 기록을 지우지 않습니다. 시크릿 모드(비공개 창)를 쓰거나, 방문 기록을 직접 지우세요.
safety-device = 다른 사람이 들여다보지 않는 휴대폰이나 컴퓨터를 쓰세요. 감시당하는 휴대폰보다는 빌린 휴대폰이 낫습니다.
safety-wifi = 범죄 단지 안에서, 또는 범죄 단지의 와이파이로 쓰지 마세요.
safety-person = 갇혀 있는 사람에게 이 메시지에 대해 써 보내지 마세요. 그 사람의 휴대폰이 감시당하고 있을 수 있습니다.
safety-code = 마지막에 코드를 받습니다. 적어 두어도 안전할 때만 적으세요.
safety-network = 인터넷 연결을 감시하는 사람은 이 사이트에 오신 것과, 대략 얼마나 많이 보내셨는지를 알 수 있습니다. Tor Browser(토르 브라우저)를 쓰면 더 많이 가려집니다.
safety-server = 메시지를 잠그는 일은 저희 컴퓨터에서 합니다. 누군가 그 컴퓨터를 손에 넣거나 몰래 조종하면, 그때부터 입력되는 글을 읽을 수 있습니다.
safety-continue = 읽었습니다. 메시지 쓰러 가기

form-heading = 보내실 메시지
form-required = 여기만 꼭 채우시면 됩니다
form-optional = 나머지는 쓰지 않으셔도 됩니다
form-optional-text = 답하고 싶은 것만 답하고, 나머지는 비워 두세요. 언제든지 보내실 수 있습니다.
form-why = 묻는 이유:
form-files = 사진이나 파일
form-files-hint = 파일은 { $files }개까지, 모두 합쳐 { $megabytes } MB까지 됩니다. 잘못된 곳이 있어서 이 페이지가 다시 나오면, 파일을 다시 골라야 합니다.
form-files-app = 여기를 눌러도 아무 반응이 없으면, 이 페이지가 어떤 앱 안에서 열려 있는 것입니다. 휴대폰에 있는 브라우저로 여세요.
form-photo = 사진 찍기
form-photo-hint = 휴대폰에서는 누르면 카메라가 열립니다. 글을 쓰기 전에 먼저 사진을 찍으세요. 어떤 휴대폰에서는 사진을 찍고 나면 이 페이지가 비어 있습니다. 휴대폰에 사진이 남을 수 있습니다.
form-voice = 음성 메시지
form-voice-hint = 글을 쓸 수 없거나 쓰고 싶지 않으시면, 휴대폰에서는 여기서 녹음하실 수 있습니다. 무엇이든 쓰기 전에 먼저 녹음하세요. 어떤 휴대폰에서는 녹음하고 나면 이 페이지가 비어 있습니다. 휴대폰에 녹음이 남을 수 있습니다. 이미 가지고 계신 녹음은 ‘사진이나 파일’에 넣으시면 됩니다.
form-send = 보내기
form-send-hint = 큰 파일은 오래 걸릴 수 있습니다. 다음 페이지가 열릴 때까지 기다려 주세요.
form-sending = 보내는 중: { $percent }%. 이 페이지를 열어 두세요.
form-broke = 연결이 끊겼습니다. 쓰신 글과 고르신 것은 여기 그대로 있습니다. ‘보내기’를 다시 눌러 주세요. 메시지가 두 번 도착하지는 않습니다.
form-letters = 지금까지 쓴 글자: { $letters }자
form-choose = 고르세요
form-text-limit = 글은 모두 합쳐 영어로 약 { $kilobytes },000자까지이고, 한글이나 다른 글자로는 더 적습니다. 더 긴 글은 파일로 보내 주세요.
form-grace = 담당자가 메시지를 마지막으로 가져간 날은 { $day }입니다. 읽는 데 보통 때보다 오래 걸릴 수 있습니다.
form-grace-never = 담당자가 메시지를 아직 한 번도 가져가지 않았습니다. 읽는 데 보통 때보다 오래 걸릴 수 있습니다.

error-heading = 메시지가 아직 보내지지 않았습니다
error-kept = 쓰신 글은 모두 여기 그대로 있습니다.
error-files = 이 파일들을 다시 골라 주세요. 브라우저는 파일을 간직하지 못합니다:
error-story-empty = ‘아시는 것을 알려 주세요’ 칸에 무엇이든 써 주세요. 한 단어면 충분합니다.
error-no-such-option = 나와 있는 답 가운데 하나를 골라 주세요.
error-text-too-long = 글이 너무 깁니다. 줄여서 쓰거나 파일로 보내 주세요.
error-not-text = 읽을 수 없는 글자가 있습니다. 그 글자를 다시 써 주세요.
error-cut = 양식이 온전히 도착하지 않았습니다. 도착한 내용은 여기 있습니다. 확인하고 다시 보내 주세요.
error-too-many-fields = 보내신 내용에 칸이 너무 많습니다. 이 페이지에서 다시 보내 주세요.
error-file-empty = { $file } 파일이 비어 있습니다. 그 파일을 다시 고르거나, 다른 파일을 고르거나, 그 파일 없이 보내 주세요.
error-voice-empty = 음성 메시지에 소리가 없습니다. 다시 녹음하거나, 음성 메시지 없이 보내 주세요.
error-files-too-large = 파일이 모두 합쳐 { $megabytes } MB보다 큽니다. 파일을 몇 개 빼고 보내거나, 나머지를 두 번째 메시지로 보내 주세요.
error-too-many-files = 파일이 { $files }개를 넘습니다. 나머지는 두 번째 메시지로 보내 주세요.
error-form-expired = 이 페이지를 너무 오래 열어 두었거나, 이 사이트에서 보낸 것이 아닙니다. 이제 새로 준비되었으니 다시 보내 주세요.
error-try-later = 지금 쓰시는 인터넷 연결에서 요청이 너무 많이 오고 있습니다. { $seconds }초 기다렸다가 다시 보내 주세요.
error-closed = 지금은 새 메시지를 읽을 수 있는 사람이 없습니다. 쓰신 글을 간직해 두었다가 며칠 뒤에 다시 와 주세요.
error-store-full = 지금은 더 받을 자리가 없습니다. 내일 다시 해 보거나, 파일 없이 글만 보내 주세요.
error-no-room = 지금은 아무것도 보낼 수 없습니다. 저희 컴퓨터에 남은 자리가 없습니다. 내일 다시 해 보세요. 답장은 계속 읽을 수 있습니다.
error-internal = 저희 쪽에 문제가 생겨서 메시지가 저장되지 않았습니다. 다시 보내 주세요.

receipt-heading = 메시지가 도착했습니다
receipt-safe = 메시지는 잠긴 채 보관되어 있습니다. 담당자만 열 수 있습니다.
receipt-code = 받으신 코드
receipt-keep = 이 코드로 다시 와서 답장을 읽고 더 쓰실 수 있습니다. 코드는 한 번만 보입니다. 아무도 이 코드를 다시 찾아 드릴 수 없습니다.
receipt-how = 무엇에 쓰는지는 적지 말고 종이에 코드만 적거나, 외워 두세요. 이 휴대폰을 들여다보는 사람이 있으면 화면을 캡처하지 마세요. 코드 때문에 위험해질 수 있으면 가지고 있지 마세요.
receipt-print = 이 페이지를 인쇄하면 코드만 나오고, 무엇에 쓰는지는 나오지 않습니다. 어떤 브라우저는 종이 가장자리에 사이트 주소를 인쇄합니다. 인쇄 창에서 그것을 꺼 주세요.
receipt-print-site = 이 사이트의 주소도 인쇄하기
receipt-picture = 다른 휴대폰으로 찍을 수 있게 그림으로 보기
receipt-no-code = 코드가 없습니다. 아무도 이 메시지로 다시 올 수 없습니다. 쓰신 분도 마찬가지입니다.
picture-label = 코드를 점으로 나타낸 네모난 그림
picture-text = 믿을 수 있는 다른 휴대폰으로 이 그림에서 코드를 가져갈 수 있습니다. 이 그림을 찍은 사람은 누구나 답장을 읽을 수 있습니다.
receipt-next = 이제 어떻게 되나요
receipt-next-text = 보통 며칠 안에 사람이 메시지를 읽습니다. 아무도 위험해지지 않도록, 저희가 무엇을 하는지 말씀드리지 못할 수도 있습니다.
receipt-leave = 이제 이 창을 닫고, 이 휴대폰이나 컴퓨터의 방문 기록에서 이 페이지를 지우세요.

keys-heading = 잠긴 메시지를 열 수 있는 사람
keys-text = 메시지는 이 열쇠들에 맞추어 잠깁니다. 저희 열쇠의 지문(열쇠를 확인하는 글자)을 다른 곳에서 알게 되셨다면 비교해 보실 수 있습니다.
keys-site = 제보 창구
keys-issue = 제{ $issue }호, { $day }
keys-root = 이 목록에 서명하는 열쇠의 지문
keys-today = 오늘의 열쇠
keys-reviewer = 담당자
keys-recovery = 복구용 열쇠
keys-files = 서명된 목록 파일:

closed-heading = 지금은 메시지를 받지 않습니다
closed-text = 지금은 새 메시지를 읽을 수 있는 사람이 없어서 받지 않습니다. 며칠 뒤에 다시 와 주세요. 전에 보내신 것은 안전합니다.

problem-not-found = 이 페이지는 없습니다
problem-not-found-next = 주소를 잘못 썼을 수 있습니다. 첫 페이지에서 시작하세요.
problem-cross-site = 이 메시지는 다른 사이트에서 보낸 것입니다
problem-cross-site-next = 안전을 위해 저희 사이트에서 쓴 메시지만 받습니다. 여기서 메시지 쓰기를 열고 다시 써 주세요.
problem-method = 이 페이지는 그렇게 쓸 수 없습니다
problem-method-next = 첫 페이지에서 시작하세요.
problem-bad-request = 보내신 내용이 다 도착하지 않았습니다
problem-bad-request-next = 연결이 끊겼거나, 저희 사이트에서 쓴 메시지가 아닙니다. 아무것도 저장되지 않았습니다. 브라우저에서 뒤로 돌아가 다시 보내 주세요.
problem-busy = 지금 보내는 사람이 너무 많습니다
problem-busy-next = 아무것도 저장되지 않았습니다. 브라우저에서 뒤로 돌아가 보세요. 쓰신 글이 아직 있을 수 있습니다. 1분 기다렸다가 다시 보내 주세요.
problem-internal = 저희 쪽에 문제가 생겼습니다
problem-internal-next = 아무것도 저장되지 않았습니다. 몇 분 뒤에 다시 해 보세요.
problem-start = 첫 페이지

mailbox-heading = 내 메시지함
mailbox-lead = 받으신 코드로 답장을 읽고 더 쓰실 수 있습니다.
mailbox-code = 받으신 코드
mailbox-code-hint = 숫자 28자리입니다. 빈칸이나 줄표(-)는 있어도 되고 없어도 됩니다. 어느 나라 글자의 숫자로 써도 됩니다.
mailbox-open = 열기
mailbox-lost = 잃어버린 코드는 다시 찾을 수 없습니다. 새 메시지는 언제든지 보내실 수 있습니다.
mailbox-not-open = 메시지함이 열리지 않았습니다
mailbox-waiting = 담당자가 메시지를 받았다는 확인이 여기에 없습니다. 담당자가 아직 메시지를 받지 못했거나, 확인이 오래되어 지워진 것입니다.
mailbox-received = 담당자가 { $day }에 메시지를 받았습니다.
mailbox-closed = 담당자가 { $day }에 이 건을 종료했습니다. 더 하실 말씀이 있으면 새 메시지를 보내 주세요.
mailbox-replies = 답장
mailbox-reply = { $day } 답장
mailbox-no-reply = 답장이 없습니다.
mailbox-erase = 읽었습니다. 지워 주세요
mailbox-erase-hint = 저희 서버에서 곧바로 지워지고, 다시 읽을 수 없습니다. 지우지 않으셔도 몇 주 뒤에 저절로 없어집니다.
mailbox-erased = 읽으신 것이 저희 서버에서 지워졌습니다.
mailbox-more = 더 쓰기
mailbox-story = 보내실 메시지
mailbox-story-hint = 이 메시지는 잠기고, 전에 보내신 것과 합쳐집니다. 담당자만 읽을 수 있습니다.
mailbox-sent = 메시지가 도착했습니다. 메시지는 잠긴 채 보관되어 있습니다.
error-code-length = 코드는 숫자 28자리이고, 다른 것은 들어가지 않습니다. 적어 두신 것과 비교해 보세요.
error-code-found = 여기에 있는 숫자는 { $found }자리입니다.
error-code-letter = 숫자 사이에 글자가 있습니다. 0을 O로, 1을 l로 쓰신 것일 수 있습니다.
error-code-digit = 숫자 하나가 틀렸거나 두 개가 서로 바뀌었습니다. 적어 두신 것과 비교해 보세요.
error-code-unknown = 이 코드로 열리는 메시지함이 없습니다. 다른 곳에서 만든 코드이거나, 기한이 지났을 수 있습니다.
error-session-over = 페이지를 너무 오래 열어 두었습니다. 코드를 다시 입력해 주세요. 쓰신 글은 아직 보내지지 않았습니다.
error-page-over = 페이지를 너무 오래 열어 두었습니다. 코드를 다시 입력해 주세요.
error-case-closed = 글을 쓰시는 동안 담당자가 이 건을 종료해서, 이 메시지는 보내지지 않았습니다. 아래에 있는 글을 복사해서 새 메시지로 보내 주세요.
landing-mailbox = 코드가 있습니다. 답장 읽기

wait-title = 기다리는 시간
wait-left = { $seconds }초 기다려 주세요. 쓰신 글은 이 페이지에 그대로 있습니다.
wait-over = 이제 보낼 수 있습니다. 버튼을 다시 눌러 주세요.
