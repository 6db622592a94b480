# The pages in Indonesian.
# reviewed-by:
# doubtful: landing-lead: "disekap" (held captive by criminals) is used for "held" everywhere; it is the word of the news, but some readers may think only of being locked in a room.
# doubtful: landing-who-text: "tim pembaca" (team of readers) is used for "reviewers" everywhere; it is plain, but not a set term. "This computer" is written as "the computer that receives this message".
# doubtful: landing-trouble: "Di sini Anda tidak akan dihukum atau disalahkan" says "here nobody will punish or blame you", and could be heard as a promise about courts.
# doubtful: landing-step-seal: "dikunci" (locked) is used for "sealed"; some readers may think that the code unlocks the message.
# doubtful: safety-history: "riwayat kunjungan (histori)" and "jendela pribadi (mode samaran)" are named differently from browser to browser.
# doubtful: safety-wifi: "kompleks" alone usually means a housing complex, so it is written as "the compound where people are held".
# doubtful: keys-heading: written as "Who can open the messages", since "to whom messages are sealed" is unnatural word for word.
# doubtful: mailbox-closed: "menutup kasus" may remind some readers of the police.

title = Formulir pesan
skip = Langsung ke isi
exit = Keluar dari halaman ini
exit-hint = “Keluar dari halaman ini” membuka situs lain. Riwayat kunjungan (histori) di HP atau komputer ini tidak ikut terhapus.
exit-keys = Menekan tombol Shift tiga kali sama hasilnya.
languages = Bahasa
languages-kept = Jika Anda mengganti bahasa, semua yang Anda ketik ikut terbawa. File perlu dipilih lagi.
unreviewed = Halaman ini diterjemahkan oleh mesin, dan belum diperiksa oleh penutur asli. Mungkin ada kata yang salah.
certificate-ended = Masa berlaku sertifikat situs ini sudah habis. Jika browser Anda memperingatkan hal itu, browser tidak bisa memastikan apakah ini situs yang asli. Kembalilah beberapa hari lagi, atau gunakan Tor jika Anda tahu alamat kami di sana.
never-money = Kami tidak pernah meminta uang. Siapa pun yang meminta uang atas nama kami, dia berbohong.

choose-heading = Pilih bahasa Anda

landing-heading = Beri tahu kami di mana ada orang yang disekap
landing-lead = Jika Anda mengenal orang yang disekap dan dipaksa menipu orang lewat internet, di sini Anda bisa memberi tahu orang-orang yang membantu.
landing-who = Siapa yang membacanya
landing-who-text = Hanya tim pembaca dari organisasi ini: { $organisation }. Pesan Anda langsung dikunci. Komputer yang menerima pesan ini tidak bisa membukanya lagi.
landing-anonymous = Tidak perlu nama, akun, atau e-mail.
landing-trouble = Di sini Anda tidak akan dihukum atau disalahkan karena apa yang terpaksa dilakukan oleh Anda atau oleh orang yang disekap.
landing-promise = Kami tidak bisa menjanjikan penyelamatan. Kami berjanji bahwa ada orang yang membaca tulisan Anda.
landing-another = Anda juga bisa menulis mewakili orang yang tidak bisa membaca atau menulis. Bacakan pertanyaannya, lalu tulis apa yang dia katakan.
landing-steps = Bagaimana caranya
landing-step-write = Anda menulis, berbicara, atau menambahkan foto. Satu kalimat saja cukup.
landing-step-seal = Pesan itu dikunci. Hanya tim pembaca yang bisa membukanya.
landing-step-code = Anda mendapat kode. Dengan kode itu Anda bisa kembali dan membaca balasan.
landing-start = Mulai
landing-keys = Siapa yang bisa membuka pesan

safety-heading = Sebelum Anda menulis
safety-history = Tombol “Keluar dari halaman ini” tidak menghapus riwayat kunjungan (histori) di HP atau komputer ini. Pakailah jendela pribadi (mode samaran), atau hapus sendiri riwayatnya.
safety-device = Pakailah HP atau komputer yang isinya tidak dilihat orang lain. Yang pinjaman lebih baik daripada yang diawasi.
safety-wifi = Jangan menulis dari dalam kompleks tempat orang disekap, dan jangan lewat Wi-Fi di sana.
safety-person = Jangan menulis kepada orang yang disekap tentang pesan ini. HP-nya mungkin diawasi.
safety-code = Di akhir nanti Anda mendapat kode. Catatlah kode itu hanya jika aman.
safety-network = Siapa pun yang mengawasi sambungan internet Anda bisa melihat bahwa Anda membuka situs ini, dan kira-kira seberapa banyak yang Anda kirim. Tor Browser menyembunyikan lebih banyak.
safety-server = Pesan dikunci di komputer kami. Jika ada orang yang menguasai komputer itu, dia bisa membaca apa yang diketik sejak saat itu.
safety-continue = Saya sudah membaca ini. Lanjut ke formulir

form-heading = Pesan Anda
form-required = Hanya bagian ini yang harus diisi
form-optional = Bagian yang lain boleh diisi, boleh tidak
form-optional-text = Jawablah yang Anda mau, dan lewati yang lain. Anda bisa mengirim kapan saja.
form-why = Mengapa kami bertanya:
form-files = Foto atau file
form-files-hint = Paling banyak { $files } file, ukuran seluruhnya paling besar { $megabytes } MB. Jika formulir kembali karena ada kesalahan, Anda perlu memilih file itu lagi.
form-files-app = Jika tidak terjadi apa-apa saat Anda mengetuk di sini, berarti halaman ini terbuka di dalam sebuah aplikasi. Bukalah di browser HP Anda sendiri.
form-photo = Ambil foto
form-photo-hint = Di HP, ini membuka kamera. Ambil fotonya sebelum Anda menulis: di sebagian HP, halaman ini menjadi kosong setelahnya. HP mungkin menyimpan salinan fotonya.
form-voice = Pesan suara
form-voice-hint = Di HP, Anda bisa merekamnya di sini, jika Anda tidak bisa atau tidak mau menulis. Rekamlah sebelum Anda menulis apa pun: di sebagian HP, halaman ini menjadi kosong setelahnya. HP mungkin menyimpan salinannya. Rekaman yang sudah Anda punya bisa ditambahkan di bagian “Foto atau file”.
form-send = Kirim
form-send-hint = File yang besar bisa butuh waktu lama. Tunggu sampai halaman berikutnya terbuka.
form-sending = Sedang mengirim: { $percent }%. Biarkan halaman ini terbuka.
form-broke = Sambungan terputus. Yang Anda ketik dan pilih masih ada di sini. Tekan “Kirim” lagi: pesan Anda tidak akan sampai dua kali.
form-letters = Jumlah huruf sejauh ini: { $letters }
form-choose = Pilih
form-text-limit = Seluruh teks, semua bagian digabung: kira-kira { $kilobytes } ribu huruf jika memakai huruf Latin, lebih sedikit dengan aksara lain. Kirim teks yang lebih panjang sebagai file.
form-grace = Pesan-pesan terakhir kali diambil pada tanggal { $day }. Mungkin perlu waktu lebih lama dari biasanya sampai pesan dibaca.
form-grace-never = Belum ada pesan yang diambil. Mungkin perlu waktu lebih lama dari biasanya sampai pesan dibaca.

error-heading = Pesan Anda belum terkirim
error-kept = Semua yang Anda ketik masih ada di sini.
error-files = Pilih lagi file-file ini, karena browser tidak bisa menyimpannya:
error-story-empty = Tulislah sesuatu di bagian “Ceritakan kepada kami apa yang Anda tahu”. Satu kata saja cukup.
error-no-such-option = Pilih salah satu jawaban yang tersedia.
error-text-too-long = Teks ini terlalu panjang. Pendekkan teksnya, atau kirim sebagai file.
error-not-text = Ada huruf yang tidak bisa dibaca. Tulis lagi huruf itu.
error-cut = Formulir tidak sampai dengan utuh. Yang sudah sampai ada di sini: periksa lalu kirim lagi.
error-too-many-fields = Formulir yang kami terima punya terlalu banyak bagian. Kirim lagi dari halaman ini.
error-file-empty = File { $file } kosong. Pilih lagi file itu atau pilih file lain, atau kirim tanpa file itu.
error-voice-empty = Pesan suara itu tidak ada suaranya. Rekam lagi, atau kirim tanpa pesan suara.
error-files-too-large = Ukuran seluruh file lebih dari { $megabytes } MB. Kirim lebih sedikit, atau kirim sisanya dalam pesan kedua.
error-too-many-files = Jumlah file lebih dari { $files }. Kirim sisanya dalam pesan kedua.
error-form-expired = Formulir ini terbuka terlalu lama, atau tidak berasal dari situs ini. Sekarang formulirnya sudah diperbarui: kirim lagi.
error-try-later = Saat ini terlalu banyak permintaan datang dari jaringan Anda. Tunggu { $seconds } detik, lalu kirim lagi.
error-closed = Saat ini tidak ada yang bisa membaca pesan baru. Simpan apa yang Anda ketik, dan kembalilah beberapa hari lagi.
error-store-full = Saat ini tidak ada tempat lagi. Coba lagi besok, atau kirim teksnya tanpa file.
error-no-room = Saat ini tidak ada yang bisa dikirim: komputer kami tidak punya tempat lagi. Coba lagi besok. Balasan tetap bisa dibaca.
error-internal = Ada gangguan di pihak kami, dan pesan Anda tidak tersimpan. Kirim lagi.

receipt-heading = Pesan Anda sudah sampai
receipt-safe = Pesan itu sudah dikunci dan disimpan. Hanya tim pembaca yang bisa membukanya.
receipt-code = Kode Anda
receipt-keep = Dengan kode ini Anda bisa kembali, membaca balasan, dan menulis lagi. Kode ini hanya ditampilkan sekali. Tidak ada yang bisa mencarikannya lagi untuk Anda.
receipt-how = Tulislah di kertas tanpa menyebut untuk apa kode itu, atau hafalkan. Jangan ambil screenshot jika ada orang yang melihat isi HP ini. Jangan simpan kode itu jika bisa membahayakan Anda.
receipt-print = Jika Anda mencetak halaman ini, hanya kodenya yang tercetak. Tidak ada tulisan yang menyebut untuk apa kode itu. Sebagian browser mencetak alamat situs di tepi kertas: matikan itu di jendela cetak.
receipt-print-site = Cetak juga alamat situs ini
receipt-picture = Tampilkan sebagai gambar untuk HP lain
receipt-no-code = Tidak ada kode: tidak ada yang bisa kembali ke pesan ini, termasuk Anda sendiri.
picture-label = Kode dalam bentuk kotak berisi titik-titik
picture-text = HP lain yang Anda percayai bisa mengambil kode dari gambar ini. Siapa pun yang memotretnya bisa membaca balasan untuk Anda.
receipt-next = Apa yang terjadi sekarang
receipt-next-text = Seseorang membaca pesan Anda, biasanya dalam beberapa hari. Mungkin kami tidak bisa memberi tahu Anda apa yang kami lakukan, supaya tidak ada orang yang terkena bahaya.
receipt-leave = Sekarang tutup jendela ini, dan hapus halaman ini dari riwayat kunjungan (histori) di HP atau komputer ini.

keys-heading = Siapa yang bisa membuka pesan
keys-text = Pesan dikunci untuk pemegang kunci-kunci ini. Jika Anda tahu sidik jari kunci kami dari sumber lain, Anda bisa mencocokkannya.
keys-site = Saluran
keys-issue = Terbitan { $issue } tanggal { $day }
keys-root = Sidik jari dari kunci yang menandatangani daftar ini
keys-today = Kunci untuk hari ini
keys-reviewer = Tim pembaca
keys-recovery = Kunci pemulihan
keys-files = Daftar yang ditandatangani, sebagai file:

closed-heading = Untuk sementara formulir ini ditutup
closed-text = Saat ini tidak ada yang bisa membaca pesan baru, jadi kami tidak menerimanya. Kembalilah beberapa hari lagi. Yang Anda kirim sebelumnya tetap aman.

problem-not-found = Halaman ini tidak ada
problem-not-found-next = Mungkin alamatnya salah tulis. Mulailah dari halaman pertama.
problem-cross-site = Formulir ini dikirim dari situs lain
problem-cross-site-next = Demi keamanan Anda, kami hanya menerima pesan dari formulir kami sendiri. Buka formulirnya di sini dan tulis lagi.
problem-method = Halaman ini tidak bisa dipakai dengan cara itu
problem-method-next = Mulailah dari halaman pertama.
problem-bad-request = Formulir tidak sampai dengan lengkap
problem-bad-request-next = Sambungan terputus, atau itu bukan formulir kami. Tidak ada yang tersimpan. Kembali ke halaman sebelumnya di browser Anda, lalu kirim lagi.
problem-busy = Saat ini terlalu banyak orang sedang mengirim
problem-busy-next = Tidak ada yang tersimpan. Kembali ke halaman sebelumnya di browser Anda. Mungkin tulisan Anda masih ada di sana. Tunggu satu menit, lalu kirim lagi.
problem-internal = Ada gangguan di pihak kami
problem-internal-next = Tidak ada yang tersimpan. Tunggu beberapa menit, lalu coba lagi.
problem-start = Halaman pertama

mailbox-heading = Kotak pesan Anda
mailbox-lead = Dengan kode yang Anda dapat, Anda bisa membaca balasan dan menulis lagi.
mailbox-code = Kode Anda
mailbox-code-hint = 28 angka. Boleh dengan atau tanpa spasi dan tanda hubung, dan boleh dengan angka dari aksara mana pun.
mailbox-open = Buka
mailbox-lost = Kode yang hilang tidak bisa dicari lagi. Anda bisa mengirim pesan baru kapan saja.
mailbox-not-open = Kotak pesan tidak terbuka
mailbox-waiting = Di sini tidak ada tanda terima dari tim pembaca. Mungkin mereka belum menerima pesan Anda, atau tanda terimanya sudah lama dan sudah dihapus.
mailbox-received = Tim pembaca menerima pesan Anda pada tanggal { $day }.
mailbox-closed = Tim pembaca menutup kasus ini pada tanggal { $day }. Kirim pesan baru jika masih ada yang ingin Anda sampaikan.
mailbox-replies = Balasan
mailbox-reply = Balasan tanggal { $day }
mailbox-no-reply = Tidak ada balasan.
mailbox-erase = Saya sudah membaca ini: hapus
mailbox-erase-hint = Balasan ini langsung dihapus dari server kami dan tidak bisa dibaca lagi. Jika tidak Anda hapus, balasan ini hilang sendiri setelah beberapa minggu.
mailbox-erased = Yang Anda baca sudah dihapus dari server kami.
mailbox-more = Tulis lagi
mailbox-story = Pesan Anda
mailbox-story-hint = Pesan ini dikunci, dan digabungkan dengan yang Anda kirim sebelumnya. Hanya tim pembaca yang bisa membacanya.
mailbox-sent = Pesan Anda sudah sampai. Pesan itu sudah dikunci dan disimpan.
error-code-length = Kode hanya terdiri dari 28 angka. Cocokkan dengan yang Anda catat.
error-code-found = Jumlah angka di sini: { $found }.
error-code-letter = Ada huruf di antaranya: mungkin O padahal 0, atau l padahal 1.
error-code-digit = Satu angka salah, atau dua angka tertukar. Cocokkan dengan yang Anda catat.
error-code-unknown = Tidak ada kotak pesan yang terbuka dengan kode ini. Mungkin kode ini dibuat di tempat lain, atau masa berlakunya sudah habis.
error-session-over = Halaman ini terbuka terlalu lama. Ketik kode Anda lagi; yang Anda tulis belum terkirim.
error-page-over = Halaman ini terbuka terlalu lama. Ketik kode Anda lagi.
error-case-closed = Tim pembaca menutup kasus ini saat Anda sedang menulis, dan pesan ini tidak terkirim. Kirim sebagai pesan baru: salin tulisan Anda dari bawah ini.
landing-mailbox = Saya punya kode: baca balasan

wait-title = Waktu tunggu
wait-left = Tunggu { $seconds } detik. Yang Anda ketik tetap ada di halaman ini.
wait-over = Anda bisa mengirimnya sekarang. Tekan tombolnya lagi.
