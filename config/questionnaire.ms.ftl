# The questions in Malay. Ids and attributes are the same in every language; questionnaire.toml explains them.
# reviewed-by:
# doubtful: block-person: "orang itu" (that person) is used for the person held everywhere; it fits one person or several only loosely, but fixes neither sex nor rank.
# doubtful: q-recruiter: "ejen" is what people in Malaysia call a recruiter, but it may suggest a licensed agency, so "or the person who offered the work" is added.
# doubtful: q-compound: "kompleks" alone usually means a shopping or office complex; "park" is written as "kawasan (park)" because of names like KK Park, since "taman" is a housing estate.
# doubtful: q-danger.opt-being-returned: the English does not say to where they are sent back, and neither does the Malay; it could be read as sent home.
# doubtful: q-quota: "hasil" (yield) covers money or victims brought in; the English may mean money only.
# doubtful: q-ransom: "wang atau tebusan bagi orang itu" adds "or ransom", so that it is not heard as money asked on behalf of the person.
# doubtful: q-share-iom: Malaysian texts name IOM in several ways (Pertubuhan Antarabangsa bagi Migrasi, Pertubuhan Migrasi Antarabangsa); no official Malay name was found.

opt-yes = Ya
opt-no = Tidak
opt-unknown = Saya tidak tahu
opt-declined = Saya tidak mahu menjawab
opt-unsafe = Tidak selamat untuk menjawab
opt-other = Lain-lain
opt-not-asked = Orang itu belum ditanya
opt-share = Kongsikan
opt-share-anon = Kongsikan tanpa nama
opt-never = Jangan sekali-kali kongsikan

block-story = Apa yang anda tahu
    .why = Satu ayat sudah cukup.
q-story = Beritahu kami apa yang anda tahu
    .hint = Siapa yang dikurung, di mana, sejak bila, siapa yang memberitahu anda. Tulis dalam apa-apa bahasa, ikut apa-apa susunan. Jika anda tidak dapat menulis, taip satu huruf di sini dan tambah mesej suara di bawah.
q-reply-here = Bolehkah kami membalas kepada anda di sini?
    .hint = Anda akan mendapat satu kod. Dengan kod itu anda boleh membaca balasan di laman web ini. Kami tidak pernah minta nama atau nombor anda.
    .why = Jika orang lain mungkin membaca skrin atau kertas anda, balasan boleh membawa bahaya. Kalau begitu, jawab tidak.
    .opt-no-code = Tidak. Saya tidak mahu kembali: jangan beri saya kod

block-safety = Keselamatan anda
    .why = Kami bertanya supaya apa yang kami buat tidak memburukkan keadaan.
q-safe-now = Adakah anda selamat sekarang?
q-device-seen = Adakah sesiapa boleh melihat telefon atau komputer ini?

block-sender = Tentang anda
    .why = Kami tidak perlu tahu siapa anda. Tetapi kami terbantu jika tahu bagaimana anda mendapat tahu hal ini.
q-sender = Anda ialah
    .opt-relative = Ahli keluarga atau saudara-mara
    .opt-friend = Kawan
    .opt-journalist = Wartawan
    .opt-ngo = Orang daripada pertubuhan yang membantu
    .opt-former-worker = Orang yang pernah dikurung atau bekerja di sana
    .opt-person-held = Orang yang dikurung itu sendiri
q-for-another = Saya menulis bagi pihak orang lain
    .hint = Tulis apa yang dikatakannya, dengan kata-katanya sendiri.
    .opt-yes = Ya, bagi pihak orang yang tidak dapat menulis, atau tidak selamat untuk menulis
    .opt-no = Tidak, untuk diri saya sendiri
q-language-wanted = Dalam bahasa apa patut kami membalas?

block-person = Orang yang dikurung, seorang atau lebih
    .why = Di sini, tiada siapa akan menghukum atau menyalahkan anda atau orang yang dikurung atas apa yang orang itu dipaksa lakukan.
q-names = Nama, dalam semua ejaan yang anda tahu
    .why = Senarai orang yang dibebaskan dicari mengikut nama.
q-aliases = Nama lain yang digunakan oleh orang itu
q-birth-date = Tarikh lahir
q-age = Umur orang yang dikurung
    .why = Kanak-kanak dibantu dahulu.
    .opt-under-18 = Bawah 18 tahun
    .opt-maybe-under-18 = Mungkin bawah 18 tahun
    .opt-18-24 = 18 hingga 24 tahun
    .opt-25-34 = 25 hingga 34 tahun
    .opt-35-49 = 35 hingga 49 tahun
    .opt-50-plus = 50 tahun atau lebih
q-nationality = Warganegara mana
q-gender = Jantina
    .opt-woman = Perempuan
    .opt-man = Lelaki
q-languages = Bahasa yang dituturkan oleh orang itu
q-document = Nombor pasport atau kad pengenalan
    .why = Dengan nombor ini, kedutaan dapat membantu lebih cepat. Jangan tulis jika anda tidak pasti.
q-health = Kesihatan
    .opt-ill = Sakit atau cedera
    .opt-pregnant = Hamil
    .opt-disabled = Orang kurang upaya (OKU)
    .opt-none = Tiada masalah yang anda tahu
q-health-text = Apa yang doktor perlu tahu?
q-embassy-there = Adakah negara asal orang itu mempunyai kedutaan di negara tempat orang itu berada?
q-recognise = Bagaimana orang itu dapat dikenali?
    .hint = Tinggi, parut, tatu, pakaian.

block-recruitment = Bagaimana orang itu diumpan
    .why = Ejen yang sama mengumpan orang lain juga.
q-platform = Di app atau laman web mana?
q-job-ad = Link iklan kerja itu
    .hint = Anda boleh menambah screenshot di bahagian atas.
q-recruiter = Nama, nombor telefon atau akaun ejen, atau orang yang menawarkan kerja itu
q-promised = Kerja apa dan gaji berapa yang dijanjikan?
q-journey-paid = Siapa yang membayar perjalanan itu?

block-route = Perjalanan ke sana
    .why = Ini menunjukkan siapa yang memindahkan orang, dan di mana.
q-legs = Peringkat-peringkat perjalanan, dengan tarikhnya
q-border = Di mana orang itu melintasi sempadan?
q-handlers = Siapa yang membawa orang itu ke sana?

block-place = Tempat orang itu sekarang
    .why = Maklumat tentang tempat mungkin silap, atau sengaja diberi untuk mengelirukan. Sebab itu kami bertanya bagaimana anda tahu.
q-country = Negara
q-town = Bandar atau daerah
q-compound = Nama kompleks, kawasan (park), hotel atau syarikat
q-building = Bangunan, tingkat, bilik
q-coordinates = Koordinat, atau link peta
q-landmarks = Apa yang boleh dilihat di sana?
    .hint = Papan tanda, warna, sungai, menara, pemandangan dari tingkap.
q-place-how-known = Bagaimana anda tahu tempat itu?
    .opt-saw-it = Saya melihatnya sendiri
    .opt-person-told = Orang yang dikurung memberitahu saya
    .opt-phone-location = Lokasi yang dihantar daripada telefon
    .opt-photo = Daripada gambar atau video
    .opt-somebody-told = Orang lain memberitahu saya
    .opt-guess = Saya meneka
q-place-when = Bila maklumat ini diketahui?
q-place-phone = Maklumat itu datang daripada telefon siapa?
    .opt-theirs = Telefon orang itu sendiri
    .opt-borrowed = Telefon yang dipinjam
    .opt-compounds = Telefon milik kompleks itu
q-moved = Adakah orang itu telah dipindahkan selepas itu?

block-harm = Apa yang dilakukan terhadap orang itu
    .why = Soalan-soalan ini berat. Langkau mana yang anda mahu. Jawapan anda menentukan secepat mana kami bertindak.
q-ilo-vulnerability = Adakah sesiapa mengambil kesempatan atas kesusahan atau kelemahan orang itu?
q-ilo-deception = Adakah orang itu ditipu tentang kerja itu?
q-ilo-movement = Adakah orang itu dihalang daripada keluar dari situ?
q-ilo-isolation = Adakah hubungan orang itu dengan orang lain diputuskan?
q-ilo-physical = Adakah orang itu dipukul atau dicederakan?
q-ilo-sexual = Adakah berlaku keganasan seksual?
    .why = Supaya doktor yang sesuai dan orang yang sesuai ada di sana. Anda tidak perlu bercerita lebih daripada itu.
q-ilo-threats = Adakah orang itu diugut?
q-ilo-documents = Adakah pasport atau kad pengenalan orang itu diambil?
q-ilo-wages = Adakah gaji orang itu ditahan?
q-ilo-debt = Adakah orang itu diberitahu bahawa dia berhutang?
q-ilo-conditions = Adakah orang itu hidup dalam keadaan yang teruk?
q-ilo-overtime = Adakah waktu kerja orang itu terlampau panjang?
q-danger = Adakah mana-mana perkara di bawah ini berlaku sekarang?
    .why = Jika ada, seseorang akan melihat mesej anda dalam masa sehari.
    .opt-death-near = Nyawa orang itu dalam bahaya
    .opt-torture = Orang itu diseksa
    .opt-self-harm = Orang itu mungkin mencederakan diri sendiri
    .opt-medical = Orang itu perlukan doktor sekarang juga
    .opt-hunted = Orang itu sudah lari dan sedang diburu
    .opt-being-returned = Orang itu akan dihantar balik tidak lama lagi
    .opt-food-denied = Orang itu tidak diberi makanan
    .opt-medicine-denied = Orang itu tidak diberi ubat
q-forced-to = Apa yang orang itu dipaksa lakukan?
    .hint = Di sini, tiada siapa akan menghukum atau menyalahkan anda atau orang itu kerana hal ini.
q-quota = Berapa banyak hasil yang mesti didapatkan oleh orang itu?
q-punishments = Apa yang berlaku kepada orang yang tidak mencapainya?
q-sold = Adakah orang itu dijual, atau diugut akan dijual?
    .opt-sold = Dijual
    .opt-threatened = Diugut
q-sold-text = Berapa kali, dan dengan harga berapa?

block-money = Tuntutan wang
    .why = Kami tidak pernah minta wang. Jika sesiapa minta wang atas nama kami, itu bohong.
q-ransom = Adakah sesiapa menuntut wang atau tebusan bagi orang itu?
q-ransom-sum = Berapa banyak, dalam mata wang apa?
q-ransom-account = Ke wallet, akaun atau nama apa?
    .why = Bayaran boleh dijejaki.
q-ransom-channel = Bagaimana orang yang menuntut wang itu menghubungi anda?
q-deadline = Sampai bila tempohnya?
q-deadline-for = Apa yang akan berlaku pada masa itu?
    .opt-ransom = Wang mesti dibayar
    .opt-sale = Orang itu akan dijual
    .opt-transfer = Orang itu akan dipindahkan
q-paid = Apa yang sudah dibayar?
q-proof-of-life = Apa tanda terakhir bahawa orang itu masih hidup?

block-contact = Terus berhubung
    .why = Mesej pada waktu yang salah boleh mendatangkan bahaya kepada orang yang dikurung.
q-last-contact = Bila kali terakhir anda mendapat khabar daripada orang itu?
q-contact-now = Dan sekarang?
    .opt-in-contact = Kami masih berhubung
    .opt-newly-lost = Hubungan terputus dalam beberapa hari ini
    .opt-long-lost = Hubungan terputus lebih lama daripada itu
q-phone-watched = Adakah telefon orang itu diawasi?
q-contact-held = Bolehkah kami menghubungi orang yang dikurung?
    .why = Kami menghubunginya hanya jika anda menjawab ya, dan tidak sekali-kali tanpa berfikir dahulu.
q-reply-when = Bila selamat untuk anda membaca balasan?
q-safe-phrase = Satu ayat yang hanya anda dan orang itu tahu
    .why = Dengan ayat ini, orang itu dapat membezakan penolong daripada penyamar.

block-others = Orang lain di sana
    .why = Mesej anda mungkin membantu lebih daripada seorang.
q-others-count = Berapa orang lagi?
q-others-from = Dari mana asal mereka?
q-others-minors = Adakah terdapat kanak-kanak?
q-others-deaths = Adakah sesiapa meninggal dunia?

block-told = Siapa yang sudah tahu
    .why = Supaya dua pihak yang membantu tidak saling mengganggu.
q-told = Siapa yang sudah anda beritahu?
    .opt-embassy = Kedutaan
    .opt-police = Polis
    .opt-ngo = Pertubuhan
    .opt-press = Wartawan
    .opt-nobody = Tiada siapa
q-told-text = Nombor rujukan, tarikh, nama

block-wishes = Apa yang anda benarkan
    .why = Jika anda tidak memilih, tiada apa-apa yang dikongsi. Apa yang anda tidak jawab dikira sebagai: belum ditanya, jadi tidak dikongsi.
q-share-embassy = Dengan kedutaan negara asal orang itu
q-share-iom = Dengan Pertubuhan Antarabangsa bagi Migrasi (IOM)
q-share-shelter = Dengan rumah perlindungan atau doktor
q-share-home-police = Dengan polis di negara asal orang itu
q-share-host-police = Dengan polis di tempat orang itu dikurung
    .why = Di sesetengah tempat, ini berbahaya. Kami tahu.
q-share-ngo = Dengan pertubuhan lain yang membantu
q-share-press = Dengan wartawan
q-never-share = Siapa yang sekali-kali tidak boleh melihat maklumat ini?
q-victim-agrees = Adakah orang yang dikurung bersetuju?
    .why = Persetujuan anda bukan persetujuan orang itu. Kami simpan kedua-duanya.
q-go-home = Adakah orang yang dikurung mahu pulang?
q-fears-home = Adakah orang yang dikurung takut untuk pulang?
