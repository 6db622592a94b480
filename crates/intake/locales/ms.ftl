# The pages in Malay.
# reviewed-by:
# doubtful: exit-hint: browsers in Malaysia name the browsing history differently ("sejarah", "sejarah pelayaran", "history"), so both words are given.
# doubtful: landing-heading: "dikurung" (shut in against one's will) is used for "held" everywhere, because "ditahan" sounds like an arrest by police; some readers may think only of a locked room.
# doubtful: landing-who-text: "penyemak" (those who check) is used for "reviewers" everywhere; it is plain, but may also suggest auditors or proof-readers. "This computer" is written as "the computer that receives it".
# doubtful: landing-trouble: "Di sini, tiada siapa akan menghukum atau menyalahkan anda" says "here nobody will punish or blame you", and could be heard as a promise about courts.
# doubtful: landing-step-seal: "dikunci rapat" (locked tight) is used for "sealed"; some readers may think that their own code unlocks the message.
# doubtful: safety-wifi: "kompleks" alone usually means a shopping or office complex, so it is written as "kompleks sindiket" (the criminals' complex).
# doubtful: keys-text: "cap jari" (fingerprint) is the set term for a key, but may be taken for the print of a finger, so the English word stands in brackets.
# doubtful: mailbox-closed: "menutup kes" (close the case) may remind some readers of the police.
# doubtful: keys-site: "Talian" is a telephone line or hotline; whether it is understood as the name of this tip line is unsure.

title = Borang mesej
skip = Terus ke kandungan
exit = Keluar dari halaman ini
exit-hint = "Keluar dari halaman ini" membuka laman web lain. Ia tidak memadam sejarah (history) laman web pada telefon atau komputer ini.
exit-keys = Tekan kekunci Shift tiga kali pun sama hasilnya.
languages = Bahasa
languages-kept = Jika anda menukar bahasa, semua yang anda taip akan dibawa bersama. Fail perlu dipilih sekali lagi.
unreviewed = Halaman ini diterjemah oleh mesin, dan belum disemak oleh penutur jati bahasa Melayu. Mungkin ada perkataan yang salah.
certificate-ended = Sijil laman ini telah tamat tempoh. Jika pelayar anda memberi amaran tentang hal itu, pelayar tidak dapat memastikan sama ada ini laman yang sebenar. Kembali selepas beberapa hari, atau gunakan Tor jika anda tahu alamat kami di sana.
never-money = Kami tidak pernah minta wang. Sesiapa yang minta wang atas nama kami ialah penipu.

choose-heading = Pilih bahasa anda

landing-heading = Beritahu kami di mana ada orang dikurung
landing-lead = Jika anda kenal orang yang dikurung dan dipaksa menipu orang lain di internet, di sini anda boleh memberitahu orang yang membantu.
landing-who = Siapa yang membacanya
landing-who-text = Hanya penyemak dalam pertubuhan ini: { $organisation }. Mesej anda dikunci rapat serta-merta. Komputer yang menerimanya pun tidak dapat membukanya lagi.
landing-anonymous = Anda tidak perlu beri nama, tidak perlu ada akaun, dan tidak perlu ada e-mel.
landing-trouble = Di sini, tiada siapa akan menghukum atau menyalahkan anda atas apa yang anda atau orang itu dipaksa lakukan.
landing-promise = Kami tidak dapat berjanji bahawa sesiapa akan diselamatkan. Kami berjanji ada orang yang membaca apa yang anda tulis.
landing-another = Anda juga boleh menulis bagi pihak orang yang tidak tahu membaca atau menulis. Bacakan soalan kepadanya, dan tulis apa yang dikatakannya.
landing-steps = Caranya
landing-step-write = Anda menulis, bercakap atau menambah gambar. Satu ayat sudah cukup.
landing-step-seal = Mesej itu dikunci rapat. Hanya penyemak boleh membukanya.
landing-step-code = Anda mendapat satu kod. Dengan kod itu, anda boleh kembali dan membaca balasan.
landing-start = Mula
landing-keys = Siapa yang boleh membuka mesej

safety-heading = Sebelum anda menulis
safety-history = Butang "Keluar dari halaman ini" tidak memadam sejarah (history) pada telefon atau komputer ini. Gunakan tetingkap peribadi (incognito), atau padam sendiri sejarah itu.
safety-device = Gunakan telefon atau komputer yang isinya tidak dilihat oleh orang lain. Yang dipinjam lebih baik daripada yang diawasi.
safety-wifi = Jangan tulis dari dalam kompleks sindiket, atau melalui Wi-Fi di situ.
safety-person = Jangan tulis apa-apa tentang mesej ini kepada orang yang dikurung. Telefonnya mungkin diawasi.
safety-code = Akhir sekali, anda akan mendapat satu kod. Catat kod itu hanya jika selamat.
safety-network = Sesiapa yang mengawasi sambungan internet anda boleh nampak bahawa anda membuka laman web ini, dan lebih kurang berapa banyak yang anda hantar. Tor Browser menyembunyikan lebih banyak.
safety-server = Mesej dikunci rapat di komputer kami. Jika ada orang mengambil alih komputer itu, dia boleh membaca apa yang ditaip mulai saat itu.
safety-continue = Saya sudah baca. Pergi ke borang

form-heading = Mesej anda
form-required = Hanya bahagian ini yang mesti diisi
form-optional = Yang lain semuanya tidak wajib
form-optional-text = Jawab mana yang anda mahu, dan tinggalkan yang lain. Anda boleh hantar pada bila-bila masa.
form-why = Sebab kami bertanya:
form-files = Gambar atau fail
form-files-hint = Paling banyak { $files } fail, dengan jumlah saiz paling besar { $megabytes } MB. Jika borang ini kembali kerana ada kesilapan, anda perlu memilih fail sekali lagi.
form-files-app = Jika tiada apa-apa berlaku apabila anda menekan di sini, halaman ini sedang dibuka di dalam sebuah aplikasi. Bukalah dalam browser telefon anda sendiri.
form-photo = Ambil gambar
form-photo-hint = Pada telefon, ini membuka kamera. Ambil gambar sebelum anda menulis: pada sesetengah telefon, halaman ini menjadi kosong selepas itu. Telefon mungkin menyimpan salinan gambar.
form-voice = Mesej suara
form-voice-hint = Pada telefon, anda boleh merakamnya di sini, jika anda tidak dapat atau tidak mahu menulis. Rakam sebelum anda menulis apa-apa: pada sesetengah telefon, halaman ini menjadi kosong selepas itu. Telefon mungkin menyimpan salinan. Rakaman yang sudah ada boleh ditambah di bawah "Gambar atau fail".
form-send = Hantar
form-send-hint = Fail yang besar boleh mengambil masa lama. Tunggu sampai halaman seterusnya terbuka.
form-sending = Sedang dihantar: { $percent }%. Jangan tutup halaman ini.
form-broke = Sambungan terputus. Apa yang anda taip dan pilih masih ada di sini. Tekan "Hantar" sekali lagi: mesej anda tidak akan sampai dua kali.
form-letters = Jumlah huruf setakat ini: { $letters }
form-choose = Pilih
form-text-limit = Jumlah semua teks: kira-kira { $kilobytes } ribu huruf dalam tulisan rumi, kurang daripada itu dalam jenis tulisan lain. Jika teks anda lebih panjang, hantar sebagai fail.
form-grace = Mesej kali terakhir diambil pada { $day }. Mesej mungkin dibaca lebih lambat daripada biasa.
form-grace-never = Mesej belum pernah diambil. Mesej mungkin dibaca lebih lambat daripada biasa.

error-heading = Mesej anda belum dihantar
error-kept = Semua yang anda taip masih ada di sini.
error-files = Pilih fail ini sekali lagi, kerana browser tidak dapat menyimpannya:
error-story-empty = Tulis sesuatu di bawah "Beritahu kami apa yang anda tahu". Satu perkataan sudah cukup.
error-no-such-option = Pilih satu daripada jawapan yang diberi.
error-text-too-long = Teks ini terlalu panjang. Pendekkan, atau hantar sebagai fail.
error-not-text = Ada huruf yang tidak dapat dibaca. Tulis huruf itu sekali lagi.
error-cut = Borang tidak sampai dengan lengkap. Yang sudah sampai ada di sini: semak dan hantar sekali lagi.
error-too-many-fields = Borang ini sampai dengan terlalu banyak bahagian. Hantar sekali lagi dari halaman ini.
error-file-empty = Fail { $file } kosong. Pilih fail itu sekali lagi atau pilih fail lain, atau hantar tanpa fail itu.
error-voice-empty = Mesej suara itu tiada bunyi. Rakam sekali lagi, atau hantar tanpa mesej suara.
error-files-too-large = Jumlah saiz semua fail itu lebih daripada { $megabytes } MB. Kurangkan fail, atau hantar yang selebihnya dalam mesej kedua.
error-too-many-files = Jumlah fail lebih daripada { $files }. Hantar yang selebihnya dalam mesej kedua.
error-form-expired = Borang ini terbuka terlalu lama, atau bukan datang dari laman web ini. Sekarang borang ini sudah diperbaharui: hantar sekali lagi.
error-try-later = Terlalu banyak permintaan datang dari rangkaian internet anda pada saat ini. Tunggu { $seconds } saat dan hantar sekali lagi.
error-closed = Tiada siapa dapat membaca mesej baharu pada masa ini. Simpan apa yang anda taip dan kembali selepas beberapa hari.
error-store-full = Tiada ruang lagi pada saat ini. Cuba lagi esok, atau hantar teks tanpa fail.
error-no-room = Tiada apa-apa dapat dihantar pada saat ini: komputer kami tiada ruang lagi. Cuba lagi esok. Balasan masih boleh dibaca.
error-internal = Ada kerosakan di pihak kami, dan mesej anda tidak disimpan. Hantar sekali lagi.

receipt-heading = Mesej anda sudah sampai
receipt-safe = Mesej itu sudah dikunci rapat dan disimpan. Hanya penyemak boleh membukanya.
receipt-code = Kod anda
receipt-keep = Dengan kod ini anda boleh kembali, membaca balasan dan menambah maklumat. Kod ini ditunjukkan sekali sahaja. Tiada siapa dapat mencarinya semula untuk anda.
receipt-how = Tulis kod ini di atas kertas tanpa menyebut kegunaannya, atau hafal. Jangan ambil screenshot jika ada orang yang melihat isi telefon ini. Jangan simpan kod ini jika ia boleh membahayakan anda.
receipt-print = Jika anda mencetak halaman ini, hanya kod yang dicetak, dan tiada apa-apa yang menyebut kegunaannya. Sesetengah browser mencetak alamat laman web di tepi kertas: matikan pilihan itu dalam tetingkap cetak.
receipt-print-site = Cetak alamat laman web ini juga
receipt-picture = Tunjukkan sebagai gambar untuk telefon lain
receipt-no-code = Tiada kod: tiada siapa dapat kembali kepada mesej ini, termasuk anda sendiri.
picture-label = Kod ini sebagai petak bertitik-titik
picture-text = Telefon lain yang anda percaya boleh mengambil kod daripada gambar ini. Sesiapa yang mengambil foto gambar ini boleh membaca balasan untuk anda.
receipt-next = Apa yang berlaku sekarang
receipt-next-text = Seseorang akan membaca mesej anda, biasanya dalam beberapa hari. Kami mungkin tidak dapat memberitahu anda apa yang kami buat, supaya tiada siapa terdedah kepada bahaya.
receipt-leave = Sekarang tutup tetingkap ini dan padam halaman ini daripada sejarah (history) telefon atau komputer ini.

keys-heading = Siapa yang boleh membuka mesej
keys-text = Mesej dikunci rapat dengan kunci-kunci ini. Jika anda tahu cap jari (fingerprint) kunci kami dari tempat lain, anda boleh membandingkannya.
keys-site = Talian
keys-issue = Keluaran { $issue } pada { $day }
keys-root = Cap jari (fingerprint) kunci yang menandatangani senarai ini
keys-today = Kunci untuk hari ini
keys-reviewer = Penyemak
keys-recovery = Kunci pemulihan
keys-files = Senarai yang ditandatangani, sebagai fail:

closed-heading = Borang ini ditutup buat masa ini
closed-text = Tiada siapa dapat membaca mesej baharu pada masa ini, jadi kami tidak menerima mesej. Kembali selepas beberapa hari. Apa yang anda hantar sebelum ini selamat.

problem-not-found = Halaman ini tidak ada
problem-not-found-next = Mungkin alamatnya salah eja. Mula dari halaman pertama.
problem-cross-site = Borang ini dihantar dari laman web lain
problem-cross-site-next = Demi keselamatan anda, kami hanya menerima mesej daripada borang kami sendiri. Buka borang itu di sini dan tulis sekali lagi.
problem-method = Halaman ini tidak boleh digunakan dengan cara itu
problem-method-next = Mula dari halaman pertama.
problem-bad-request = Borang itu tidak sampai sepenuhnya
problem-bad-request-next = Sambungan terputus, atau itu bukan borang kami. Tiada apa-apa yang disimpan. Undur ke halaman sebelumnya dalam browser anda dan hantar sekali lagi.
problem-busy = Terlalu ramai orang sedang menghantar pada saat ini
problem-busy-next = Tiada apa-apa yang disimpan. Undur ke halaman sebelumnya dalam browser anda, mungkin tulisan anda masih ada di situ. Tunggu seminit dan hantar sekali lagi.
problem-internal = Ada kerosakan di pihak kami
problem-internal-next = Tiada apa-apa yang disimpan. Cuba lagi selepas beberapa minit.
problem-start = Halaman pertama

mailbox-heading = Peti mesej anda
mailbox-lead = Dengan kod yang anda dapat, anda boleh membaca balasan dan menulis lagi.
mailbox-code = Kod anda
mailbox-code-hint = 28 angka. Jika ada ruang kosong atau tanda sempang, tidak mengapa. Angka boleh ditulis dalam mana-mana jenis tulisan.
mailbox-open = Buka
mailbox-lost = Kod yang hilang tidak dapat dicari semula. Anda boleh menghantar mesej baharu pada bila-bila masa.
mailbox-not-open = Peti mesej tidak terbuka
mailbox-waiting = Tiada pengesahan daripada penyemak di sini. Mungkin mereka belum menerima mesej anda, atau pengesahan mereka sudah lama dan telah dibuang.
mailbox-received = Penyemak menerima mesej anda pada { $day }.
mailbox-closed = Penyemak menutup kes ini pada { $day }. Hantar mesej baharu jika ada lagi yang ingin anda beritahu.
mailbox-replies = Balasan
mailbox-reply = Balasan pada { $day }
mailbox-no-reply = Tiada balasan.
mailbox-erase = Saya sudah baca: padamkan
mailbox-erase-hint = Jika butang ini ditekan, balasan di atas dipadam serta-merta daripada server kami dan tidak dapat dibaca lagi. Jika tidak ditekan, balasan itu akan hilang sendiri selepas beberapa minggu.
mailbox-erased = Apa yang anda baca sudah dipadam daripada server kami.
mailbox-more = Tulis lagi
mailbox-story = Mesej anda
mailbox-story-hint = Mesej ini dikunci rapat, dan disatukan dengan apa yang anda hantar sebelum ini. Hanya penyemak boleh membacanya.
mailbox-sent = Mesej anda sudah sampai. Mesej itu sudah dikunci rapat dan disimpan.
error-code-length = Kod ada 28 angka sahaja, tiada yang lain. Bandingkan dengan apa yang anda catat.
error-code-found = Bilangan angka di sini: { $found }.
error-code-letter = Ada huruf di antaranya: mungkin O sedangkan sepatutnya 0, atau l sedangkan sepatutnya 1.
error-code-digit = Satu angka salah, atau dua angka tertukar tempat. Bandingkan dengan apa yang anda catat.
error-code-unknown = Tiada peti mesej yang terbuka dengan kod ini. Mungkin kod ini dibuat di tempat lain, atau tempohnya sudah tamat.
error-session-over = Halaman ini terbuka terlalu lama. Taip kod anda sekali lagi; apa yang anda tulis belum dihantar.
error-page-over = Halaman ini terbuka terlalu lama. Taip kod anda sekali lagi.
error-case-closed = Penyemak menutup kes ini semasa anda menulis, dan mesej ini tidak dihantar. Hantar sebagai mesej baharu: salin tulisan anda dari bawah.
landing-mailbox = Saya ada kod: baca balasan

wait-title = Masa menunggu
wait-left = Tunggu { $seconds } saat. Apa yang anda taip tetap ada di halaman ini.
wait-over = Anda boleh hantar sekarang. Tekan butang itu sekali lagi.
