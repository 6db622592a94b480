# The questions in Filipino. Ids and attributes are the same in every language; questionnaire.toml explains them.
# reviewed-by:
# doubtful: opt-no: written "Hindi / Wala" because Filipino answers some of these questions with "hindi" and others with "wala".
# doubtful: opt-not-asked: "They" is taken to be the person held, and named so.
# doubtful: block-person: "ang bihag" (captive) is used in place of "they" throughout; neutral in gender and nearly so in number, but repeated often.
# doubtful: block-recruitment: "nalinlang na sumama" (tricked into going along) is used for "lured".
# doubtful: q-compound: "compound" is what Filipino news calls these sites, but it also means an ordinary walled family lot.
# doubtful: q-ilo-wages: "iniipit" (squeezed, held back) is colloquial, so its meaning is added in brackets.
# doubtful: q-danger.opt-being-returned: the English does not say whether back to the compound or to the home country, and the Filipino leaves it open too.
# doubtful: q-quota: "quota" is taken for what they must bring in, money or victims.
# doubtful: q-share-iom: the English name is kept, as IOM itself does in the Philippines; "Pandaigdigang Organisasyon para sa Migrasyon" is hardly known.

opt-yes = Oo
opt-no = Hindi / Wala
opt-unknown = Hindi ko alam
opt-declined = Mas gusto kong hindi sabihin
opt-unsafe = Hindi ligtas na sagutin ito
opt-other = Iba pa
opt-not-asked = Hindi natanong ang bihag
opt-share = Ibahagi
opt-share-anon = Ibahagi nang walang mga pangalan
opt-never = Huwag na huwag ibahagi

block-story = Ang alam ninyo
    .why = Sapat na ang isang pangungusap.
q-story = Sabihin po sa amin ang alam ninyo
    .hint = Sino ang bihag, nasaan, kailan pa, sino ang nagsabi sa inyo. Sumulat po sa kahit anong wika, kahit hindi sunod-sunod. Kung hindi kayo makasulat, maglagay ng isang letra rito at magdagdag ng voice message sa ibaba.
q-reply-here = Puwede po ba namin kayong sagutin dito?
    .hint = Bibigyan kayo ng code. Gamit ito, puwede kayong magbasa ng sagot namin sa site na ito. Hindi namin kailanman hihingin ang pangalan o numero ninyo.
    .why = Kung may ibang puwedeng makabasa ng screen o papel ninyo, puwedeng maging delikado ang sagot namin. Kung ganoon, sabihin po ninyong hindi.
    .opt-no-code = Hindi. Ayaw kong bumalik: huwag akong bigyan ng code

block-safety = Ang kaligtasan ninyo
    .why = Tinatanong namin ito para walang lumala dahil sa anumang gagawin namin.
q-safe-now = Ligtas po ba kayo ngayon?
q-device-seen = May ibang tao po bang puwedeng tumingin sa cellphone o computer na ito?

block-sender = Tungkol sa inyo
    .why = Hindi po namin kailangang malaman kung sino kayo. Nakakatulong kung malalaman namin kung paano ninyo ito nalaman.
q-sender = Kayo po ay
    .opt-relative = Kamag-anak
    .opt-friend = Kaibigan
    .opt-journalist = Mamamahayag
    .opt-ngo = Kasama sa organisasyong tumutulong
    .opt-former-worker = Taong naging bihag o nagtrabaho roon
    .opt-person-held = Ang mismong bihag
q-for-another = Sumusulat ako para sa ibang tao
    .hint = Isulat po ang sinasabi niya, sa sarili niyang mga salita.
    .opt-yes = Oo, para sa taong hindi makasulat, o hindi ligtas na sumulat
    .opt-no = Hindi, para sa sarili ko
q-language-wanted = Sa anong wika po kami dapat sumagot?

block-person = Ang bihag o mga bihag
    .why = Wala pong sinuman sa amin ang magpaparusa o maninisi sa inyo, o sa bihag, dahil sa mga bagay na sapilitang ipinagawa.
q-names = Mga pangalan, sa lahat ng spelling na alam ninyo
    .why = Pangalan ang ginagamit sa paghahanap sa mga listahan ng mga taong pinalaya.
q-aliases = Iba pang pangalang ginagamit ng bihag
q-birth-date = Petsa ng kapanganakan
q-age = Edad ng bihag
    .why = Inuuna ang pagtulong sa mga bata.
    .opt-under-18 = Wala pang 18
    .opt-maybe-under-18 = Baka wala pang 18
    .opt-18-24 = 18 hanggang 24
    .opt-25-34 = 25 hanggang 34
    .opt-35-49 = 35 hanggang 49
    .opt-50-plus = 50 o mas matanda
q-nationality = Nasyonalidad
q-gender = Kasarian
    .opt-woman = Babae
    .opt-man = Lalaki
q-languages = Mga wikang alam ng bihag
q-document = Numero ng passport o ID
    .why = Gamit ito, mas mabilis makakatulong ang embahada. Huwag na po itong ilagay kung hindi kayo sigurado.
q-health = Kalusugan
    .opt-ill = May sakit o sugatan
    .opt-pregnant = Buntis
    .opt-disabled = May kapansanan
    .opt-none = Walang problemang alam ninyo
q-health-text = Ano ang dapat malaman ng doktor?
q-embassy-there = May embahada ba ang bansa ng bihag sa kinaroroonan niya?
q-recognise = Paano makikilala ang bihag?
    .hint = Taas, peklat, tattoo, damit.

block-recruitment = Paano nalinlang na sumama ang bihag
    .why = Nanlilinlang din ng iba ang mga recruiter na ito.
q-platform = Sa anong app o site?
q-job-ad = Link sa anunsyo ng trabaho
    .hint = Puwede po kayong magdagdag ng screenshot sa itaas.
q-recruiter = Pangalan, cellphone number o account ng recruiter
q-promised = Anong trabaho at anong suweldo ang ipinangako?
q-journey-paid = Sino ang nagbayad ng biyahe?

block-route = Ang biyahe papunta roon
    .why = Makikita rito kung sino ang nagdadala ng mga tao, at saan.
q-legs = Ang mga bahagi ng biyahe, kasama ang mga petsa
q-border = Saan tumawid ng border ang bihag?
q-handlers = Sino ang nagdala sa bihag doon?

block-place = Nasaan ang bihag ngayon
    .why = Puwedeng mali ang lugar, o sinadyang sabihin para makapanlinlang. Kaya tinatanong namin kung paano ninyo nalaman.
q-country = Bansa
q-town = Bayan o distrito
q-compound = Pangalan ng compound, park, hotel o kompanya
q-building = Gusali, palapag, kuwarto
q-coordinates = Coordinates, o link sa mapa
q-landmarks = Ano ang makikita roon?
    .hint = Mga karatula, kulay, ilog, tore, ang tanaw mula sa bintana.
q-place-how-known = Paano po ninyo nalaman ang lugar?
    .opt-saw-it = Nakita ko mismo
    .opt-person-told = Sinabi sa akin ng bihag
    .opt-phone-location = Location na ipinadala mula sa cellphone
    .opt-photo = Mula sa litrato o video
    .opt-somebody-told = Sinabi sa akin ng ibang tao
    .opt-guess = Hula ko
q-place-when = Kailan ito nalaman?
q-place-phone = Kaninong cellphone ito galing?
    .opt-theirs = Sa sariling cellphone ng bihag
    .opt-borrowed = Sa hiniram na cellphone
    .opt-compounds = Sa cellphone na pag-aari ng compound
q-moved = Inilipat na ba ang bihag mula noon?

block-harm = Ang ginagawa sa bihag
    .why = Mabigat ang mga tanong na ito. Laktawan po ang gusto ninyong laktawan. Nakabatay sa mga sagot kung gaano kami kabilis kikilos.
q-ilo-vulnerability = May nananamantala ba sa pangangailangan o kahinaan ng bihag?
q-ilo-deception = Niloko ba ang bihag tungkol sa trabaho?
q-ilo-movement = Pinipigilan bang umalis ang bihag?
q-ilo-isolation = Inilalayo ba ang bihag sa ibang tao?
q-ilo-physical = Binubugbog o sinasaktan ba ang bihag?
q-ilo-sexual = May pang-aabusong sekswal ba?
    .why = Para ang tamang doktor at tamang tao ang naroon. Hindi na po ninyo kailangang magsabi ng higit pa.
q-ilo-threats = Pinagbabantaan ba ang bihag?
q-ilo-documents = Kinuha ba ang passport o ID ng bihag?
q-ilo-wages = Iniipit ba (hindi ibinibigay) ang suweldo ng bihag?
q-ilo-debt = Sinasabihan ba ang bihag na may utang siya?
q-ilo-conditions = Masama ba ang kalagayan ng tinitirhan ng bihag?
q-ilo-overtime = Sobrang haba ba ng oras ng trabaho ng bihag?
q-danger = Nangyayari ba ngayon ang alinman dito?
    .why = Kung oo, may taong titingin sa mensahe ninyo sa loob ng isang araw.
    .opt-death-near = Nasa panganib ang buhay ng bihag
    .opt-torture = Pinahihirapan (tino-torture) ang bihag
    .opt-self-harm = Baka saktan ng bihag ang sarili
    .opt-medical = Kailangan agad ng bihag ng doktor
    .opt-hunted = Nakatakas ang bihag at hinahabol
    .opt-being-returned = Malapit nang ibalik ang bihag
    .opt-food-denied = Hindi binibigyan ng pagkain ang bihag
    .opt-medicine-denied = Hindi binibigyan ng gamot ang bihag
q-forced-to = Ano ang sapilitang ipinapagawa sa bihag?
    .hint = Wala pong sinuman sa amin ang magpaparusa o maninisi sa inyo, o sa bihag, dahil dito.
q-quota = Magkano o gaano karami ang dapat maipasok ng bihag (quota)?
q-punishments = Ano ang nangyayari sa mga hindi nakakaabot?
q-sold = Ibinenta ba ang bihag, o pinagbantaang ibebenta?
    .opt-sold = Ibinenta
    .opt-threatened = Pinagbantaan
q-sold-text = Ilang beses, at magkano?

block-money = Paghingi ng pera
    .why = Hinding-hindi po kami humihingi ng pera. Kung may humingi sa pangalan namin, kasinungalingan iyon.
q-ransom = May humihingi ba ng pera kapalit ng bihag?
q-ransom-sum = Magkano, at sa anong pera (piso, dolyar o iba pa)?
q-ransom-account = Sa anong wallet, account o pangalan?
    .why = Puwedeng sundan kung saan napupunta ang bayad.
q-ransom-channel = Paano nila kayo kinokontak?
q-deadline = Hanggang kailan?
q-deadline-for = Ano ang mangyayari pagdating ng araw na iyon?
    .opt-ransom = Kailangang bayaran ang pera
    .opt-sale = Ibebenta ang bihag
    .opt-transfer = Ililipat ang bihag
q-paid = Ano na ang nabayaran?
q-proof-of-life = Ano ang huling palatandaan na buhay ang bihag?

block-contact = Pakikipag-ugnayan
    .why = Puwedeng makapahamak sa bihag ang mensaheng dumating sa maling oras.
q-last-contact = Kailan po kayo huling nakatanggap ng balita mula sa bihag?
q-contact-now = At ngayon?
    .opt-in-contact = May kontak pa rin kami
    .opt-newly-lost = Nawala ang kontak ko nitong nakaraang mga araw
    .opt-long-lost = Mas matagal nang nawala ang kontak ko
q-phone-watched = Binabantayan ba ang cellphone ng bihag?
q-contact-held = Puwede po ba naming kontakin ang bihag?
    .why = Gagawin lang namin ito kung oo ang sagot ninyo, at lagi muna namin itong pinag-iisipan.
q-reply-when = Kailan po ligtas para sa inyo na magbasa ng sagot namin?
q-safe-phrase = Mga salitang kayo lang dalawa ng bihag ang nakakaalam
    .why = Gamit ito, malalaman ng bihag kung totoong tumutulong ang kausap o nagpapanggap lang.

block-others = Iba pang mga tao roon
    .why = Baka makatulong ang mensahe ninyo sa higit sa isang tao.
q-others-count = Ilan pa ang ibang naroon?
q-others-from = Tagasaan sila?
q-others-minors = May mga bata ba?
q-others-deaths = May namatay ba?

block-told = Sino na ang nakakaalam
    .why = Para hindi makasagabal sa isa't isa ang dalawang tumutulong.
q-told = Kanino na po ninyo ito sinabi?
    .opt-embassy = Sa embahada
    .opt-police = Sa pulis
    .opt-ngo = Sa isang organisasyon
    .opt-press = Sa mamamahayag
    .opt-nobody = Wala pa
q-told-text = Mga reference number, petsa, pangalan

block-wishes = Ang pinapayagan ninyo
    .why = Walang ibinabahagi kung hindi kayo pumayag. Ang hindi ninyo sinagot ay ituturing naming: hindi natanong, kaya hindi ibabahagi.
q-share-embassy = Sa embahada ng bansa ng bihag
q-share-iom = Sa International Organization for Migration (IOM)
q-share-shelter = Sa shelter o mga doktor
q-share-home-police = Sa pulis ng sariling bansa ng bihag
q-share-host-police = Sa pulis ng lugar kung saan naroon ang bihag
    .why = Sa ilang lugar, delikado ito. Alam namin.
q-share-ngo = Sa ibang organisasyong tumutulong
q-share-press = Sa mga mamamahayag
q-never-share = Sino ang hinding-hindi dapat makakita nito?
q-victim-agrees = Pumapayag ba ang bihag?
    .why = Hindi pahintulot ng bihag ang pahintulot ninyo. Pareho naming itinatabi.
q-go-home = Gusto ba ng bihag na umuwi?
q-fears-home = Natatakot bang umuwi ang bihag?
