# The questions in Indonesian. Ids and attributes are the same in every language; questionnaire.toml explains them.
# reviewed-by:
# doubtful: block-person: "orang itu" (that person) and "-nya" are used for "they" throughout; neutral in gender, but lean towards one person.
# doubtful: block-recruitment: "dibujuk" (coaxed) is softer than "lured"; "dijebak" (trapped) would be stronger.
# doubtful: q-health.opt-disabled: "disabilitas" is the respectful word, but some readers know only "cacat".
# doubtful: q-compound: "kompleks" usually means a housing complex; "park" is written as "kawasan (park)" because of names like KK Park.
# doubtful: q-danger.opt-being-returned: the English does not say whether back to the compound or to the home country, and the Indonesian leaves it open too.
# doubtful: q-quota: "target" is taken for what they must bring in, money or victims.
# doubtful: q-ransom: "menuntut uang" (demand money) is used rather than "meminta uang tebusan" (ask a ransom), which would be narrower.
# doubtful: q-share-shelter: "rumah aman" (safe house) is used since "penampungan" also means the place where recruiters keep workers.

opt-yes = Ya
opt-no = Tidak
opt-unknown = Saya tidak tahu
opt-declined = Saya memilih tidak menjawab
opt-unsafe = Tidak aman untuk menjawab
opt-other = Lainnya
opt-not-asked = Orang yang disekap belum ditanya
opt-share = Boleh dibagikan
opt-share-anon = Boleh dibagikan tanpa nama
opt-never = Jangan pernah dibagikan

block-story = Apa yang Anda tahu
    .why = Satu kalimat saja cukup.
q-story = Ceritakan kepada kami apa yang Anda tahu
    .hint = Siapa yang disekap, di mana, sejak kapan, siapa yang memberi tahu Anda. Tulislah dalam bahasa apa pun, dengan urutan apa pun. Jika Anda tidak bisa menulis, isi satu huruf di sini dan tambahkan pesan suara di bawah.
q-reply-here = Bolehkah kami membalas Anda di sini?
    .hint = Anda akan mendapat kode. Dengan kode itu Anda bisa membaca balasan di situs ini. Kami tidak pernah meminta nama atau nomor Anda.
    .why = Jika orang lain mungkin membaca layar atau kertas Anda, balasan bisa berbahaya. Jika begitu, jawablah tidak.
    .opt-no-code = Tidak. Saya tidak mau kembali: jangan beri saya kode

block-safety = Keselamatan Anda
    .why = Kami bertanya supaya apa yang kami lakukan tidak memperburuk keadaan.
q-safe-now = Apakah Anda aman sekarang?
q-device-seen = Bisakah orang lain melihat HP atau komputer ini?

block-sender = Tentang Anda
    .why = Kami tidak perlu tahu siapa Anda. Kami terbantu jika tahu dari mana Anda mengetahui hal ini.
q-sender = Anda adalah
    .opt-relative = Keluarga
    .opt-friend = Teman
    .opt-journalist = Wartawan
    .opt-ngo = Dari organisasi yang membantu
    .opt-former-worker = Orang yang pernah disekap atau bekerja di sana
    .opt-person-held = Orang yang sedang disekap
q-for-another = Saya menulis mewakili orang lain
    .hint = Tulis apa yang dia katakan, dengan kata-katanya sendiri.
    .opt-yes = Ya, mewakili orang yang tidak bisa menulis, atau tidak aman jika menulis
    .opt-no = Tidak, untuk diri saya sendiri
q-language-wanted = Dalam bahasa apa sebaiknya kami membalas?

block-person = Orang yang disekap, satu atau lebih
    .why = Di sini Anda tidak akan dihukum atau disalahkan, begitu juga orang yang disekap, karena apa yang terpaksa dilakukan.
q-names = Nama, dengan semua ejaan yang Anda tahu
    .why = Dalam daftar orang yang dibebaskan, orang dicari menurut namanya.
q-aliases = Nama lain yang dipakai
q-birth-date = Tanggal lahir
q-age = Umur orang yang disekap
    .why = Anak-anak dibantu lebih dulu.
    .opt-under-18 = Di bawah 18 tahun
    .opt-maybe-under-18 = Mungkin di bawah 18 tahun
    .opt-18-24 = 18 sampai 24 tahun
    .opt-25-34 = 25 sampai 34 tahun
    .opt-35-49 = 35 sampai 49 tahun
    .opt-50-plus = 50 tahun atau lebih
q-nationality = Kewarganegaraan
q-gender = Jenis kelamin
    .opt-woman = Perempuan
    .opt-man = Laki-laki
q-languages = Bahasa yang bisa dipakai orang itu
q-document = Nomor paspor atau kartu identitas (KTP)
    .why = Dengan nomor ini kedutaan besar bisa membantu lebih cepat. Kosongkan jika Anda ragu.
q-health = Kesehatan
    .opt-ill = Sakit atau terluka
    .opt-pregnant = Hamil
    .opt-disabled = Hidup dengan disabilitas
    .opt-none = Tidak ada masalah, setahu Anda
q-health-text = Apa yang perlu diketahui dokter?
q-embassy-there = Apakah ada kedutaan besar negara asalnya di negara tempat orang itu berada?
q-recognise = Bagaimana orang lain bisa mengenalinya?
    .hint = Tinggi badan, bekas luka, tato, pakaian.

block-recruitment = Bagaimana orang itu dibujuk
    .why = Perekrut yang sama membujuk orang lain juga.
q-platform = Lewat aplikasi atau situs apa?
q-job-ad = Link iklan lowongan kerjanya
    .hint = Anda bisa menambahkan screenshot di bagian atas.
q-recruiter = Nama, nomor HP, atau akun perekrut (calo)
q-promised = Pekerjaan apa dan gaji berapa yang dijanjikan?
q-journey-paid = Siapa yang membayar perjalanannya?

block-route = Perjalanan ke sana
    .why = Ini menunjukkan siapa yang memindahkan orang, dan di mana.
q-legs = Tahap-tahap perjalanan, dengan tanggalnya
q-border = Di mana orang itu melewati perbatasan negara?
q-handlers = Siapa yang membawanya ke sana?

block-place = Di mana orang itu sekarang
    .why = Keterangan tempat bisa salah, atau sengaja disebut untuk menyesatkan. Karena itu kami bertanya dari mana Anda tahu.
q-country = Negara
q-town = Kota atau distrik
q-compound = Nama kompleks, kawasan (park), hotel, atau perusahaan
q-building = Gedung, lantai, kamar
q-coordinates = Koordinat, atau link peta
q-landmarks = Apa yang bisa dilihat di sana?
    .hint = Papan nama, warna, sungai, menara, pemandangan dari jendela.
q-place-how-known = Dari mana Anda tahu tempat itu?
    .opt-saw-it = Saya melihatnya sendiri
    .opt-person-told = Orang yang disekap memberi tahu saya
    .opt-phone-location = Lokasi yang dikirim dari HP
    .opt-photo = Dari foto atau video
    .opt-somebody-told = Orang lain memberi tahu saya
    .opt-guess = Saya menduga
q-place-when = Kapan hal ini diketahui?
q-place-phone = Dari HP siapa keterangan itu datang?
    .opt-theirs = HP orang itu sendiri
    .opt-borrowed = HP pinjaman
    .opt-compounds = HP milik kompleks itu
q-moved = Apakah orang itu sudah dipindahkan sejak saat itu?

block-harm = Apa yang dilakukan terhadap orang itu
    .why = Pertanyaan-pertanyaan ini berat. Lewati yang mana saja jika Anda mau. Jawabannya menentukan seberapa cepat kami bertindak.
q-ilo-vulnerability = Apakah ada yang memanfaatkan kebutuhan atau kelemahan orang itu untuk menekannya?
q-ilo-deception = Apakah orang itu ditipu soal pekerjaannya?
q-ilo-movement = Apakah orang itu dihalangi untuk pergi dari sana?
q-ilo-isolation = Apakah orang itu diputus hubungannya dengan orang lain?
q-ilo-physical = Apakah orang itu dipukuli atau disakiti?
q-ilo-sexual = Apakah ada kekerasan seksual?
    .why = Supaya dokter yang tepat dan orang yang tepat ada di sana. Anda tidak perlu menceritakan lebih dari itu.
q-ilo-threats = Apakah orang itu diancam?
q-ilo-documents = Apakah paspor atau kartu identitasnya (KTP) diambil?
q-ilo-wages = Apakah gajinya ditahan?
q-ilo-debt = Apakah orang itu dikatakan punya utang?
q-ilo-conditions = Apakah orang itu hidup dalam keadaan yang buruk?
q-ilo-overtime = Apakah jam kerjanya jauh terlalu panjang?
q-danger = Adakah hal di bawah ini yang terjadi sekarang?
    .why = Jika ada, seseorang melihat pesan Anda dalam waktu satu hari.
    .opt-death-near = Nyawanya dalam bahaya
    .opt-torture = Orang itu disiksa
    .opt-self-harm = Mungkin akan menyakiti diri sendiri
    .opt-medical = Perlu dokter sekarang juga
    .opt-hunted = Sudah kabur dan sedang diburu
    .opt-being-returned = Sebentar lagi akan dikirim kembali
    .opt-food-denied = Tidak diberi makan
    .opt-medicine-denied = Tidak diberi obat
q-forced-to = Orang itu dipaksa melakukan apa?
    .hint = Di sini Anda tidak akan dihukum atau disalahkan karena hal ini, begitu juga orang itu.
q-quota = Berapa banyak yang harus didapat (target)?
q-punishments = Apa yang terjadi pada orang yang tidak mencapai target?
q-sold = Apakah orang itu dijual, atau diancam akan dijual?
    .opt-sold = Dijual
    .opt-threatened = Diancam akan dijual
q-sold-text = Berapa kali, dan dengan harga berapa?

block-money = Tuntutan uang
    .why = Kami tidak pernah meminta uang. Jika ada yang meminta atas nama kami, itu bohong.
q-ransom = Apakah ada yang menuntut uang untuk orang itu?
q-ransom-sum = Berapa, dan dalam mata uang apa?
q-ransom-account = Ke wallet, rekening, atau nama siapa?
    .why = Pembayaran bisa dilacak.
q-ransom-channel = Lewat apa orang yang menuntut uang itu menghubungi Anda?
q-deadline = Sampai kapan batas waktunya?
q-deadline-for = Apa yang terjadi pada saat itu?
    .opt-ransom = Uangnya harus dibayar
    .opt-sale = Orang itu dijual
    .opt-transfer = Orang itu dipindahkan
q-paid = Apa yang sudah dibayar?
q-proof-of-life = Apa tanda terakhir bahwa orang itu masih hidup?

block-contact = Menjaga kontak
    .why = Pesan pada saat yang salah bisa mencelakakan orang yang disekap.
q-last-contact = Kapan terakhir kali Anda mendapat kabar darinya?
q-contact-now = Dan sekarang?
    .opt-in-contact = Masih ada kontak
    .opt-newly-lost = Kontak putus dalam beberapa hari terakhir
    .opt-long-lost = Kontak sudah putus lebih lama dari itu
q-phone-watched = Apakah HP-nya diawasi?
q-contact-held = Bolehkah kami menghubungi orang yang disekap?
    .why = Kami melakukannya hanya jika Anda menjawab ya, dan tidak pernah tanpa berpikir dulu.
q-reply-when = Kapan aman bagi Anda untuk membaca balasan?
q-safe-phrase = Kata-kata yang hanya diketahui oleh Anda dan orang itu
    .why = Dengan kata-kata itu, dia bisa membedakan penolong dari orang yang berpura-pura menolong.

block-others = Orang lain di sana
    .why = Pesan Anda mungkin bisa membantu lebih dari satu orang.
q-others-count = Ada berapa orang lain?
q-others-from = Dari mana asal mereka?
q-others-minors = Apakah ada anak-anak?
q-others-deaths = Apakah ada yang meninggal?

block-told = Siapa yang sudah tahu
    .why = Supaya dua penolong tidak saling menghalangi.
q-told = Siapa yang sudah Anda beri tahu?
    .opt-embassy = Kedutaan besar
    .opt-police = Polisi
    .opt-ngo = Organisasi
    .opt-press = Wartawan
    .opt-nobody = Belum ada
q-told-text = Nomor laporan, tanggal, nama

block-wishes = Apa yang Anda izinkan
    .why = Tidak ada yang dibagikan, kecuali Anda mengizinkannya. Yang tidak Anda jawab dianggap: belum ditanya, jadi tidak dibagikan.
q-share-embassy = Kepada kedutaan besar negara asalnya
q-share-iom = Kepada Organisasi Internasional untuk Migrasi (IOM)
q-share-shelter = Kepada rumah aman atau dokter
q-share-home-police = Kepada polisi di negara asalnya
q-share-host-police = Kepada polisi di tempat orang itu disekap
    .why = Di beberapa tempat, ini berbahaya. Kami tahu itu.
q-share-ngo = Kepada organisasi lain yang membantu
q-share-press = Kepada wartawan
q-never-share = Siapa yang sama sekali tidak boleh melihat ini?
q-victim-agrees = Apakah orang yang disekap setuju?
    .why = Persetujuan Anda bukan persetujuannya. Kami menyimpan keduanya.
q-go-home = Apakah orang yang disekap ingin pulang?
q-fears-home = Apakah orang yang disekap takut pulang?
