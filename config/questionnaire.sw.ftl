# The questions in Swahili. Ids and attributes are the same in every language; questionnaire.toml explains them.
# reviewed-by:
# doubtful: block-person: the questions that follow speak of one person ("yeye"), since Swahili cannot leave the number open.
# doubtful: q-recruiter: "wakala" (agent) is used for a recruiter; people also say "agent", and "wakala" is also a mobile money agent.
# doubtful: q-compound: "kambi" is used for compound, and "park" (as in a business park) is kept in brackets, because "bustani" would be a garden.
# doubtful: q-ilo-sexual: "ukatili wa kingono" is direct; some would prefer the softer "ukatili wa kijinsia", which also means violence because of gender.
# doubtful: q-ransom: said as "demanding money in order to release them", which is narrower than money demanded for them.
# doubtful: q-share-iom: this is the name UN News in Swahili uses, but "uhamiaji" alone is the immigration authority in Tanzania.

opt-yes = Ndiyo
opt-no = Hapana
opt-unknown = Sijui
opt-declined = Afadhali nisiseme
opt-unsafe = Si salama kujibu
opt-other = Jibu lingine
opt-not-asked = Hakuulizwa
opt-share = Wapewe taarifa
opt-share-anon = Wapewe taarifa bila majina
opt-never = Wasipewe taarifa kamwe

block-story = Unachojua
    .why = Sentensi moja inatosha.
q-story = Tuambie unachojua
    .hint = Nani anashikiliwa, wapi, tangu lini, nani alikuambia. Andika kwa lugha yoyote, kwa mpangilio wowote. Kama huwezi kuandika, weka herufi moja hapa na uongeze ujumbe wa sauti hapa chini.
q-reply-here = Je, tunaweza kukujibu hapa?
    .hint = Utapata code. Kwa code hiyo unaweza kusoma jibu kwenye tovuti hii. Hatuulizi kamwe jina lako wala namba yako.
    .why = Kama mtu mwingine anaweza kusoma skrini yako au karatasi yako, jibu linaweza kuwa hatari. Ikiwa ni hivyo, sema hapana.
    .opt-no-code = Hapana. Sitaki kurudi: msinipe code

block-safety = Usalama wako
    .why = Tunauliza ili chochote tutakachofanya kisifanye hali iwe mbaya zaidi.
q-safe-now = Je, uko salama sasa?
q-device-seen = Je, kuna mtu anayeweza kuona simu au kompyuta hii?

block-sender = Kuhusu wewe
    .why = Hatuhitaji kujua wewe ni nani. Inasaidia kujua umejuaje haya.
q-sender = Wewe ni
    .opt-relative = Ndugu au jamaa
    .opt-friend = Rafiki
    .opt-journalist = Mwandishi wa habari
    .opt-ngo = Mtu wa shirika linalosaidia
    .opt-former-worker = Mtu aliyewahi kushikiliwa au kufanya kazi huko
    .opt-person-held = Mtu anayeshikiliwa
q-for-another = Ninaandika kwa niaba ya mtu mwingine
    .hint = Andika anachosema, kwa maneno yake mwenyewe.
    .opt-yes = Ndiyo, kwa niaba ya mtu asiyeweza kuandika, au asiyeweza kuandika kwa usalama
    .opt-no = Hapana, ninaandika kwa niaba yangu mwenyewe
q-language-wanted = Tukujibu kwa lugha gani?

block-person = Mtu au watu wanaoshikiliwa
    .why = Hapa hakuna mtu atakayewaadhibu au kuwalaumu, wewe wala yeye, kwa mambo aliyolazimishwa kufanya.
q-names = Majina, kwa kila namna ya kuyaandika unayoijua
    .why = Kwenye orodha za watu walioachiliwa huru, mtu hutafutwa kwa jina.
q-aliases = Majina mengine anayotumia
q-birth-date = Tarehe ya kuzaliwa
q-age = Umri wa mtu anayeshikiliwa
    .why = Watoto husaidiwa kwanza.
    .opt-under-18 = Chini ya miaka 18
    .opt-maybe-under-18 = Huenda yuko chini ya miaka 18
    .opt-18-24 = Miaka 18 hadi 24
    .opt-25-34 = Miaka 25 hadi 34
    .opt-35-49 = Miaka 35 hadi 49
    .opt-50-plus = Miaka 50 au zaidi
q-nationality = Uraia
q-gender = Jinsia
    .opt-woman = Mwanamke
    .opt-man = Mwanaume
q-languages = Lugha anazozungumza
q-document = Namba ya pasipoti au ya kitambulisho
    .why = Kwa namba hiyo ubalozi unaweza kusaidia haraka zaidi. Usiiandike kama huna uhakika.
q-health = Afya
    .opt-ill = Ni mgonjwa au ameumia
    .opt-pregnant = Ni mjamzito
    .opt-disabled = Anaishi na ulemavu
    .opt-none = Hakuna tatizo unalolijua
q-health-text = Daktari anapaswa kujua nini?
q-embassy-there = Je, nchi yake ina ubalozi huko aliko?
q-recognise = Mtu anaweza kumtambuaje?
    .hint = Urefu, kovu, tattoo, nguo.

block-recruitment = Jinsi alivyoshawishiwa kwa uongo
    .why = Mawakala hao hao huwadanganya na wengine.
q-platform = Kwenye app au tovuti gani?
q-job-ad = Link ya tangazo la kazi
    .hint = Unaweza kuongeza picha ya skrini (screenshot) hapo juu.
q-recruiter = Jina, simu au akaunti ya wakala aliyemtafutia kazi
q-promised = Aliahidiwa kazi gani na malipo gani?
q-journey-paid = Nani alilipia safari?

block-route = Safari ya kwenda huko
    .why = Inaonyesha nani anasafirisha watu, na wapi.
q-legs = Hatua za safari, pamoja na tarehe
q-border = Alivuka mpaka wa nchi sehemu gani?
q-handlers = Nani alimpeleka huko?

block-place = Mahali alipo sasa
    .why = Habari za mahali zinaweza kuwa na makosa, au kutolewa makusudi ili kupotosha. Ndiyo maana tunauliza umejuaje.
q-country = Nchi
q-town = Mji au wilaya
q-compound = Jina la kambi, eneo la biashara (park), hoteli au kampuni
q-building = Jengo, ghorofa, chumba
q-coordinates = Namba za mahali kwenye ramani (GPS), au link ya ramani
q-landmarks = Ni nini kinachoonekana huko?
    .hint = Mabango, rangi, mto, mnara, na kile kinachoonekana kutoka dirishani.
q-place-how-known = Umejuaje mahali hapo?
    .opt-saw-it = Niliona mwenyewe
    .opt-person-told = Mtu anayeshikiliwa aliniambia
    .opt-phone-location = Location iliyotumwa kutoka kwenye simu
    .opt-photo = Kutokana na picha au video
    .opt-somebody-told = Mtu mwingine aliniambia
    .opt-guess = Ninakisia
q-place-when = Hili lilijulikana lini?
q-place-phone = Habari hii ilitoka kwenye simu ya nani?
    .opt-theirs = Simu yake mwenyewe
    .opt-borrowed = Simu ya kuazima
    .opt-compounds = Simu ya kambi hiyo
q-moved = Je, amehamishwa tangu wakati huo?

block-harm = Mambo anayofanyiwa
    .why = Haya ni maswali magumu. Ruka unayotaka. Majibu ndiyo yanayoamua tutachukua hatua haraka kiasi gani.
q-ilo-vulnerability = Je, kuna mtu anayetumia shida zake au udhaifu wake dhidi yake?
q-ilo-deception = Je, alidanganywa kuhusu kazi?
q-ilo-movement = Je, anazuiwa kuondoka?
q-ilo-isolation = Je, anatengwa na watu wengine?
q-ilo-physical = Je, anapigwa au kuumizwa?
q-ilo-sexual = Je, kuna ukatili wa kingono?
    .why = Ili daktari anayefaa na mtu anayefaa wawepo. Huhitaji kusema zaidi.
q-ilo-threats = Je, anatishiwa?
q-ilo-documents = Je, alinyang'anywa pasipoti au kitambulisho chake?
q-ilo-wages = Je, ananyimwa malipo yake?
q-ilo-debt = Je, anaambiwa kwamba anadaiwa pesa?
q-ilo-conditions = Je, anaishi katika mazingira mabaya?
q-ilo-overtime = Je, anafanya kazi kwa saa nyingi mno?
q-danger = Je, kuna lolote kati ya haya linalotokea sasa?
    .why = Kama lipo, mtu atauangalia ujumbe wako ndani ya siku moja.
    .opt-death-near = Maisha yake yako hatarini
    .opt-torture = Anateswa
    .opt-self-harm = Anaweza kujidhuru
    .opt-medical = Anahitaji daktari sasa hivi
    .opt-hunted = Alitoroka na anawindwa
    .opt-being-returned = Yuko karibu kurudishwa
    .opt-food-denied = Hapewi chakula
    .opt-medicine-denied = Hapewi dawa
q-forced-to = Analazimishwa kufanya nini?
    .hint = Hapa hakuna mtu atakayewaadhibu au kuwalaumu kwa hili, wewe wala yeye.
q-quota = Lazima aingize pesa kiasi gani?
q-punishments = Asiyefikisha kiasi hicho anafanyiwa nini?
q-sold = Je, aliuzwa, au alitishiwa kuuzwa?
    .opt-sold = Aliuzwa
    .opt-threatened = Alitishiwa kuuzwa
q-sold-text = Mara ngapi, na kwa bei gani?

block-money = Madai ya pesa
    .why = Sisi hatuombi pesa kamwe. Mtu yeyote akiomba pesa kwa jina letu, ni uongo.
q-ransom = Je, kuna mtu anayedai pesa ili amwachilie?
q-ransom-sum = Kiasi gani, na kwa pesa ya nchi gani?
q-ransom-account = Zilipwe kwenye wallet, akaunti au jina gani?
    .why = Malipo yanaweza kufuatiliwa.
q-ransom-channel = Wanawasiliana nawe kwa njia gani?
q-deadline = Hadi lini?
q-deadline-for = Nini kitatokea wakati huo?
    .opt-ransom = Lazima pesa zilipwe
    .opt-sale = Atauzwa
    .opt-transfer = Atahamishwa
q-paid = Ni kiasi gani kimeshalipwa?
q-proof-of-life = Ishara ya mwisho kwamba yuko hai ilikuwa nini?

block-contact = Kuendelea kuwasiliana
    .why = Ujumbe unaofika wakati usiofaa unaweza kumdhuru mtu anayeshikiliwa.
q-last-contact = Mara ya mwisho ulipata habari kutoka kwake lini?
q-contact-now = Na sasa?
    .opt-in-contact = Bado tunawasiliana
    .opt-newly-lost = Mawasiliano yalikatika siku chache zilizopita
    .opt-long-lost = Mawasiliano yalikatika zamani zaidi
q-phone-watched = Je, simu yake inafuatiliwa?
q-contact-held = Je, unaturuhusu kuwasiliana na mtu anayeshikiliwa?
    .why = Tunafanya hivyo ikiwa tu utasema ndiyo, na kamwe hatufanyi bila kufikiria kwanza.
q-reply-when = Ni wakati gani ulio salama kwako kusoma jibu?
q-safe-phrase = Maneno ambayo ninyi wawili tu mnayajua
    .why = Kwa maneno hayo anaweza kutambua nani anasaidia kweli na nani anajifanya.

block-others = Watu wengine walio huko
    .why = Ujumbe wako unaweza kusaidia zaidi ya mtu mmoja.
q-others-count = Kuna watu wengine wangapi?
q-others-from = Wanatoka wapi?
q-others-minors = Je, kuna watoto?
q-others-deaths = Je, kuna mtu aliyefariki?

block-told = Nani anajua tayari
    .why = Ili wasaidizi wawili wasizuiane.
q-told = Umemwambia nani?
    .opt-embassy = Ubalozi
    .opt-police = Polisi
    .opt-ngo = Shirika
    .opt-press = Mwandishi wa habari
    .opt-nobody = Sijamwambia mtu yeyote
q-told-text = Namba za kumbukumbu, tarehe, majina

block-wishes = Unachoruhusu
    .why = Usiporuhusu, hakuna taarifa inayotolewa. Swali usilojibu linahesabiwa hivi: hakuulizwa, kwa hiyo taarifa haitolewi.
q-share-embassy = Taarifa kwa ubalozi wa nchi yake
q-share-iom = Taarifa kwa Shirika la Kimataifa la Uhamiaji (IOM)
q-share-shelter = Taarifa kwa nyumba salama au madaktari
q-share-home-police = Taarifa kwa polisi wa nchi yake
q-share-host-police = Taarifa kwa polisi wa mahali anaposhikiliwa
    .why = Mahali pengine hili ni hatari. Tunajua.
q-share-ngo = Taarifa kwa mashirika mengine yanayosaidia
q-share-press = Taarifa kwa waandishi wa habari
q-never-share = Ni nani asiyepaswa kuona haya kamwe?
q-victim-agrees = Je, mtu anayeshikiliwa anakubali?
    .why = Ruhusa yako si ruhusa yake. Tunahifadhi zote mbili.
q-go-home = Je, mtu anayeshikiliwa anataka kurudi nyumbani?
q-fears-home = Je, mtu anayeshikiliwa anaogopa kurudi nyumbani?
