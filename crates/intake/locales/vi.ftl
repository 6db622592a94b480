# The pages in Vietnamese.
# reviewed-by:
# doubtful: landing-trouble: the reader is addressed as "bạn" throughout, which is neutral but may feel too casual to older parents ("quý vị" or "anh chị" would be politer).
# doubtful: landing-heading: "bị giam giữ" is the usual press word for people held by criminals, but it can also be heard as held by the authorities; "bị nhốt" is plainer but rougher.
# doubtful: keys-root: "dấu nhận dạng" (identifying mark) for fingerprint avoids the human fingerprint, but it is not the technical term "dấu vân tay".
# doubtful: form-files: "tệp" is the usual word on screens, but many people, above all in the south, say "file".

title = Phiếu gửi tin nhắn
skip = Đi thẳng đến nội dung
exit = Rời khỏi trang này
exit-hint = Nút “Rời khỏi trang này” mở một trang web khác. Nút này không xóa lịch sử xem web trên máy này.
exit-keys = Bấm phím Shift ba lần cũng có tác dụng như vậy.
languages = Ngôn ngữ
languages-kept = Khi đổi ngôn ngữ, mọi thứ bạn đã gõ vẫn còn. Các tệp thì phải chọn lại.
unreviewed = Trang này do máy dịch, chưa có người Việt nào kiểm tra lại. Có thể có vài từ chưa đúng.
certificate-ended = Chứng chỉ của trang này đã hết hạn. Nếu trình duyệt đã cảnh báo bạn về điều đó, trình duyệt không thể biết đây có phải là trang thật hay không. Vài ngày nữa hãy quay lại, hoặc dùng Tor nếu bạn biết địa chỉ của chúng tôi ở đó.
never-money = Chúng tôi không bao giờ xin hay đòi tiền. Ai lấy tên chúng tôi để xin hay đòi tiền là kẻ nói dối.

choose-heading = Chọn ngôn ngữ của bạn

landing-heading = Hãy cho chúng tôi biết có người đang bị giam giữ ở đâu
landing-lead = Nếu bạn biết ai đó bị giam giữ và bị ép đi lừa người khác trên mạng, bạn có thể báo ở đây cho những người giúp đỡ.
landing-who = Ai đọc tin nhắn
landing-who-text = Chỉ những người phụ trách đọc tin nhắn ở tổ chức này: { $organisation }. Tin nhắn của bạn được khóa kín ngay. Máy tính nhận tin nhắn không thể mở lại tin nhắn đó nữa.
landing-anonymous = Bạn không cần cho biết tên, không cần tài khoản, không cần email.
landing-trouble = Ở đây không ai trách hay phạt bạn vì những việc bạn hoặc người bị giam giữ đã bị ép phải làm.
landing-promise = Chúng tôi không thể hứa sẽ giải cứu được. Chúng tôi hứa sẽ có người đọc những gì bạn viết.
landing-another = Bạn cũng có thể viết thay cho người không đọc được hoặc không viết được. Hãy đọc cho họ nghe các câu hỏi, rồi viết lại lời họ nói.
landing-steps = Các bước
landing-step-write = Bạn viết, nói hoặc thêm ảnh. Chỉ một câu cũng đủ.
landing-step-seal = Tin nhắn được khóa kín. Chỉ người phụ trách đọc tin nhắn mới mở được.
landing-step-code = Bạn nhận được một mã số. Có mã số này, bạn có thể quay lại và đọc tin trả lời.
landing-start = Bắt đầu
landing-keys = Ai mở được tin nhắn đã khóa kín

safety-heading = Trước khi bạn viết
safety-history = Nút “Rời khỏi trang này” không xóa lịch sử xem web trên máy này. Hãy dùng cửa sổ ẩn danh, hoặc tự xóa lịch sử.
safety-device = Hãy dùng điện thoại hoặc máy tính mà không ai khác xem. Máy đi mượn tốt hơn máy đang bị theo dõi.
safety-wifi = Đừng viết khi đang ở trong khu lừa đảo, cũng đừng viết qua Wi-Fi của khu đó.
safety-person = Đừng nhắn cho người bị giam giữ về tin nhắn này. Điện thoại của họ có thể bị theo dõi.
safety-code = Cuối cùng bạn sẽ nhận được một mã số. Chỉ chép lại mã số nếu làm vậy là an toàn.
safety-network = Ai theo dõi đường mạng của bạn có thể thấy bạn đã vào trang web này và biết bạn đã gửi nhiều hay ít. Tor Browser giấu được nhiều hơn.
safety-server = Tin nhắn được khóa kín trên máy tính của chúng tôi. Nếu có kẻ chiếm được máy đó, từ lúc ấy trở đi kẻ đó có thể đọc những gì được gõ vào.
safety-continue = Tôi đã đọc những điều này. Sang phiếu gửi tin nhắn

form-heading = Tin nhắn của bạn
form-required = Chỉ phần này là phải điền
form-optional = Những phần còn lại không bắt buộc
form-optional-text = Bạn muốn trả lời câu nào thì trả lời, câu khác cứ bỏ qua. Lúc nào bạn cũng có thể gửi.
form-why = Vì sao chúng tôi hỏi:
form-files = Ảnh hoặc tệp
form-files-hint = Nhiều nhất { $files } tệp, tất cả gộp lại không quá { $megabytes } MB. Nếu phiếu hiện lại vì có lỗi, bạn phải chọn lại các tệp.
form-files-app = Nếu bấm vào đây mà không có gì xảy ra, tức là trang này đang mở bên trong một ứng dụng. Hãy mở trang này bằng trình duyệt của điện thoại.
form-photo = Chụp ảnh
form-photo-hint = Trên điện thoại, nút này mở máy ảnh. Hãy chụp ảnh trước khi viết: trên một số điện thoại, chụp xong thì trang này bị trống. Điện thoại có thể giữ lại một bản của tấm ảnh.
form-voice = Tin nhắn thoại
form-voice-hint = Trên điện thoại, bạn có thể ghi âm ở đây nếu không viết được hoặc không muốn viết. Hãy ghi âm trước khi viết bất cứ điều gì: trên một số điện thoại, ghi âm xong thì trang này bị trống. Điện thoại có thể giữ lại một bản. Nếu đã có sẵn bản ghi âm, bạn có thể thêm vào ở mục “Ảnh hoặc tệp”.
form-send = Gửi
form-send-hint = Tệp lớn có thể gửi lâu. Hãy đợi đến khi trang tiếp theo mở ra.
form-sending = Đang gửi: { $percent }%. Hãy để trang này mở.
form-broke = Mất kết nối. Những gì bạn đã gõ và đã chọn vẫn còn ở đây. Hãy bấm “Gửi” lần nữa: tin nhắn sẽ không đến hai lần.
form-letters = Số ký tự đã viết: { $letters }
form-choose = Chọn
form-text-limit = Tất cả phần chữ gộp lại: khoảng { $kilobytes } nghìn ký tự tiếng Anh, ít hơn nếu viết tiếng Việt có dấu hoặc bằng loại chữ khác. Nếu dài hơn, hãy gửi bằng tệp.
form-grace = Lần gần nhất tin nhắn được lấy về là ngày { $day }. Việc đọc có thể lâu hơn bình thường.
form-grace-never = Tin nhắn chưa được lấy về lần nào. Việc đọc có thể lâu hơn bình thường.

error-heading = Tin nhắn của bạn chưa được gửi
error-kept = Mọi thứ bạn đã gõ vẫn còn ở đây.
error-files = Hãy chọn lại các tệp này, vì trình duyệt không giữ được tệp:
error-story-empty = Hãy viết gì đó vào ô “Hãy kể những gì bạn biết”. Một từ cũng đủ.
error-no-such-option = Hãy chọn một trong những câu trả lời có sẵn.
error-text-too-long = Phần chữ này dài quá. Hãy viết ngắn lại, hoặc gửi bằng tệp.
error-not-text = Có vài chữ không đọc được. Hãy viết lại những chữ đó.
error-cut = Biểu mẫu không đến nơi trọn vẹn. Phần đã đến có ở đây: hãy xem lại rồi gửi lần nữa.
error-too-many-fields = Phiếu gửi đến có quá nhiều phần. Hãy gửi lại từ trang này.
error-file-empty = Tệp { $file } bị rỗng. Hãy chọn lại tệp đó hoặc chọn tệp khác, hoặc gửi mà không kèm tệp đó.
error-voice-empty = Tin nhắn thoại không có tiếng. Hãy ghi âm lại, hoặc gửi mà không kèm tin nhắn thoại.
error-files-too-large = Các tệp gộp lại lớn hơn { $megabytes } MB. Hãy gửi ít hơn, hoặc gửi phần còn lại trong tin nhắn thứ hai.
error-too-many-files = Có nhiều hơn { $files } tệp. Hãy gửi phần còn lại trong tin nhắn thứ hai.
error-form-expired = Phiếu này đã mở quá lâu, hoặc không phải từ trang web này. Bây giờ phiếu đã được làm mới: hãy gửi lại.
error-try-later = Lúc này có quá nhiều lượt gửi từ mạng bạn đang dùng. Hãy đợi { $seconds } giây rồi gửi lại.
error-closed = Hiện giờ không ai đọc được tin nhắn mới. Hãy giữ lại những gì bạn đã gõ và vài ngày nữa quay lại.
error-store-full = Lúc này không còn chỗ chứa thêm. Ngày mai hãy thử lại, hoặc gửi phần chữ mà không kèm tệp.
error-no-room = Lúc này không gửi được gì: máy tính của chúng tôi không còn chỗ chứa. Ngày mai hãy thử lại. Bạn vẫn đọc được tin trả lời.
error-internal = Bên chúng tôi có trục trặc, tin nhắn của bạn không được lưu. Hãy gửi lại.

receipt-heading = Tin nhắn của bạn đã đến nơi
receipt-safe = Tin nhắn đã được khóa kín và lưu lại. Chỉ người phụ trách đọc tin nhắn mới mở được.
receipt-code = Mã số của bạn
receipt-keep = Có mã số này, bạn có thể quay lại, đọc tin trả lời và viết thêm. Mã số chỉ hiện ra một lần. Không ai tìm lại được mã số cho bạn.
receipt-how = Hãy chép mã số ra giấy mà không ghi mã số dùng để làm gì, hoặc nhớ trong đầu. Đừng chụp màn hình nếu có người xem điện thoại này. Đừng giữ mã số nếu nó có thể làm bạn gặp nguy hiểm.
receipt-print = Nếu bạn in trang này, chỉ có mã số được in ra, không có gì cho biết mã số dùng để làm gì. Một số trình duyệt in địa chỉ trang web ở mép giấy: hãy tắt phần đó trong cửa sổ in.
receipt-print-site = In cả địa chỉ của trang web này
receipt-picture = Hiện mã số thành mã QR cho một điện thoại khác
receipt-no-code = Không có mã số: không ai quay lại tin nhắn này được, kể cả bạn.
picture-label = Mã số ở dạng mã QR
picture-text = Một điện thoại khác mà bạn tin tưởng có thể lấy mã số từ hình này. Ai chụp lại hình này thì đọc được các tin trả lời cho bạn.
receipt-next = Tiếp theo sẽ ra sao
receipt-next-text = Sẽ có người đọc tin nhắn của bạn, thường là trong vài ngày. Có thể chúng tôi không nói cho bạn biết được chúng tôi làm gì, để không ai gặp nguy hiểm.
receipt-leave = Bây giờ hãy đóng cửa sổ này và xóa trang này khỏi lịch sử xem web trên máy này.

keys-heading = Ai mở được tin nhắn đã khóa kín
keys-text = Tin nhắn được khóa kín, chỉ người giữ những chìa khóa này mới mở được. Nếu bạn biết dấu nhận dạng của chúng tôi từ nơi khác, bạn có thể so lại.
keys-site = Đường dây báo tin
keys-issue = Bản số { $issue }, ngày { $day }
keys-root = Dấu nhận dạng của chìa khóa dùng để ký danh sách này
keys-today = Chìa khóa của hôm nay
keys-reviewer = Người phụ trách đọc tin nhắn
keys-recovery = Chìa khóa dự phòng
keys-files = Danh sách đã ký ở dạng tệp:

closed-heading = Phiếu này hiện đang tạm đóng
closed-text = Hiện giờ không ai đọc được tin nhắn mới, nên chúng tôi không nhận tin nhắn nào. Vài ngày nữa hãy quay lại. Những gì bạn đã gửi trước đây vẫn an toàn.

problem-not-found = Không có trang này
problem-not-found-next = Có thể địa chỉ bị gõ sai. Hãy bắt đầu từ trang đầu.
problem-cross-site = Phiếu này được gửi từ một trang web khác
problem-cross-site-next = Để bạn được an toàn, chúng tôi chỉ nhận tin nhắn từ phiếu của chính chúng tôi. Hãy mở phiếu ở đây và viết lại.
problem-method = Trang này không dùng như vậy được
problem-method-next = Hãy bắt đầu từ trang đầu.
problem-bad-request = Phiếu đến nơi không đầy đủ
problem-bad-request-next = Bị mất kết nối, hoặc đó không phải phiếu của chúng tôi. Không có gì được lưu. Hãy bấm quay lại trong trình duyệt rồi gửi lại.
problem-busy = Lúc này có quá nhiều người đang gửi
problem-busy-next = Không có gì được lưu. Hãy bấm quay lại trong trình duyệt, có thể những gì bạn viết vẫn còn ở đó. Đợi một phút rồi gửi lại.
problem-internal = Bên chúng tôi có trục trặc
problem-internal-next = Không có gì được lưu. Vài phút nữa hãy thử lại.
problem-start = Trang đầu

mailbox-heading = Hộp thư của bạn
mailbox-lead = Với mã số bạn đã nhận, bạn có thể đọc tin trả lời và viết thêm.
mailbox-code = Mã số của bạn
mailbox-code-hint = 28 chữ số. Có dấu cách hay dấu gạch cũng được, viết bằng loại chữ số nào cũng được.
mailbox-open = Mở
mailbox-lost = Mã số đã mất thì không tìm lại được. Lúc nào bạn cũng có thể gửi tin nhắn mới.
mailbox-not-open = Hộp thư không mở được
mailbox-waiting = Ở đây không có lời xác nhận của người phụ trách đọc tin nhắn. Có thể họ chưa nhận được tin nhắn của bạn, hoặc lời xác nhận đã cũ và đã bị xóa.
mailbox-received = Người phụ trách đọc tin nhắn đã nhận được tin nhắn của bạn vào ngày { $day }.
mailbox-closed = Người phụ trách đọc tin nhắn đã đóng hồ sơ này vào ngày { $day }. Nếu còn điều muốn nói, hãy gửi tin nhắn mới.
mailbox-replies = Tin trả lời
mailbox-reply = Tin trả lời ngày { $day }
mailbox-no-reply = Không có tin trả lời.
mailbox-erase = Tôi đã đọc xong: xóa đi
mailbox-erase-hint = Tin này được xóa ngay khỏi máy chủ của chúng tôi và không đọc lại được nữa. Nếu bạn không bấm, sau vài tuần tin sẽ tự mất đi.
mailbox-erased = Tin bạn đã đọc đã được xóa khỏi máy chủ của chúng tôi.
mailbox-more = Viết thêm
mailbox-story = Tin nhắn của bạn
mailbox-story-hint = Tin nhắn được khóa kín và ghép với những gì bạn đã gửi trước đây. Chỉ người phụ trách đọc tin nhắn mới đọc được.
mailbox-sent = Tin nhắn của bạn đã đến nơi. Tin nhắn đã được khóa kín và lưu lại.
error-code-length = Mã số có 28 chữ số, ngoài ra không có gì khác. Hãy so lại với mã số bạn đã chép.
error-code-found = Ở đây có { $found } chữ số.
error-code-letter = Có lẫn một chữ cái: có thể là O thay cho 0, hoặc l thay cho 1.
error-code-digit = Có một chữ số sai, hoặc hai chữ số bị đổi chỗ cho nhau. Hãy so lại với mã số bạn đã chép.
error-code-unknown = Không có hộp thư nào mở được bằng mã số này. Có thể mã số được tạo ở nơi khác, hoặc đã hết hạn.
error-session-over = Trang đã mở quá lâu. Hãy gõ lại mã số của bạn; những gì bạn viết chưa được gửi.
error-page-over = Trang đã mở quá lâu. Hãy gõ lại mã số của bạn.
error-case-closed = Người phụ trách đọc tin nhắn đã đóng hồ sơ này trong lúc bạn đang viết, và tin nhắn này chưa được gửi. Hãy gửi thành tin nhắn mới: sao chép những gì bạn viết ở bên dưới.
landing-mailbox = Tôi có mã số: đọc tin trả lời

wait-title = Thời gian chờ
wait-left = Hãy đợi { $seconds } giây. Những gì bạn đã gõ vẫn còn trên trang này.
wait-over = Bây giờ bạn có thể gửi. Hãy bấm nút lần nữa.
