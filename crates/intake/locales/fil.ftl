# The pages in Filipino.
# reviewed-by:
# doubtful: landing-heading: "bihag" (captive) stands for "held" throughout; it cannot mean arrested by police, but may sound a little dramatic.
# doubtful: landing-lead: the polite "kayo" is used throughout, "po" only where the reader is asked or told something directly; a native reader may want more or less of it.
# doubtful: landing-who-text: "mga tagabasa" (those whose task is to read) stands for "reviewers"; "tagasuri" would be closer but is more bookish.
# doubtful: landing-step-seal: "ikinakandado/nakakandado" (padlocked) stands for "sealed"; some people would say "naka-lock".
# doubtful: form-text-limit: "Filipino or English" is written where the source has only English, since both use the same letters.
# doubtful: keys-site: "Sumbungan" (place to report to) is used for "Line", the tip line; it is also used for government complaint desks.
# doubtful: keys-root: "fingerprint" of a key is kept in English and may be taken for a finger's print.
# doubtful: mailbox-closed: "usapin" (matter) is used for "case" since "kaso" sounds like a court case; it is slightly formal.

title = Form para sa mensahe
skip = Lumaktaw papunta sa nilalaman
exit = Umalis sa page na ito
exit-hint = Magbubukas ng ibang site ang “Umalis sa page na ito”. Hindi nito binubura ang history ng cellphone o computer na ito.
exit-keys = Ganoon din ang mangyayari kapag pinindot nang tatlong beses ang Shift key.
languages = Mga wika
languages-kept = Kapag nagpalit kayo ng wika, sasama ang lahat ng tinype ninyo. Kailangan pong piliin ulit ang mga file.
unreviewed = Makina ang nagsalin ng page na ito, at hindi pa ito nasusuri ng sinumang lumaki sa wikang ito. Baka may mga maling salita.
certificate-ended = Tapos na ang bisa ng sertipiko ng site na ito. Kung binalaan kayo ng browser ninyo tungkol dito, hindi nito masasabi kung ito ang totoong site. Bumalik po pagkaraan ng ilang araw, o gamitin ang Tor kung alam ninyo ang address namin doon.
never-money = Hinding-hindi po kami humihingi ng pera. Nagsisinungaling ang sinumang humihingi ng pera sa pangalan namin.

choose-heading = Piliin ang wika ninyo

landing-heading = Sabihin po sa amin kung saan may taong bihag
landing-lead = Kung may kilala po kayong bihag na hindi pinapayagang umalis at pinipilit manloko ng mga tao online, puwede ninyo itong sabihin sa mga taong tumutulong dito.
landing-who = Sino ang nagbabasa nito
landing-who-text = Ang mga tagabasa lang ng organisasyong ito: { $organisation }. Ikinakandado agad ang mensahe ninyo. Hindi na ito mabubuksan ulit ng computer na tumatanggap nito.
landing-anonymous = Hindi po kailangan ng pangalan, account o e-mail.
landing-trouble = Wala pong sinuman sa amin ang magpaparusa o maninisi sa inyo dahil sa mga bagay na sapilitang ipinagawa sa inyo o sa bihag.
landing-promise = Hindi po namin maipapangako na maililigtas ang bihag. Ipinapangako namin na may taong magbabasa ng isusulat ninyo.
landing-another = Puwede rin po kayong sumulat para sa taong hindi makabasa o makasulat. Basahin ninyo sa kanya ang mga tanong, at isulat ninyo ang sinasabi niya.
landing-steps = Paano ito ginagawa
landing-step-write = Sumulat, magsalita o magdagdag kayo ng litrato. Sapat na ang isang pangungusap.
landing-step-seal = Ikinakandado ito. Ang mga tagabasa lang ang makakabukas nito.
landing-step-code = Bibigyan kayo ng code. Gamit ito, puwede kayong bumalik at magbasa ng sagot namin.
landing-start = Magsimula
landing-keys = Sino ang makakabukas ng mga nakakandadong mensahe

safety-heading = Bago kayo sumulat
safety-history = Hindi binubura ng button na “Umalis sa page na ito” ang history ng cellphone o computer na ito. Gumamit po ng private window, o kayo mismo ang magbura ng history.
safety-device = Gumamit po ng cellphone o computer na hindi tinitingnan ng ibang tao. Mas mabuti ang hiram kaysa sa binabantayan.
safety-wifi = Huwag po kayong sumulat mula sa loob ng compound ng mga scammer, o gamit ang Wi-Fi nito.
safety-person = Huwag po kayong sumulat sa bihag tungkol sa mensaheng ito. Baka binabantayan ang cellphone ng bihag.
safety-code = Sa dulo, bibigyan po kayo ng code. Isulat lang ito kung ligtas gawin iyon.
safety-network = Kung may nagbabantay sa koneksyon ninyo, makikita niyang pumunta kayo sa site na ito, at kung humigit-kumulang gaano karami ang ipinadala ninyo. Mas marami ang naitatago ng Tor Browser.
safety-server = Sa computer namin ginagawa ang pagkakandado. Kung may makakuha ng kontrol sa computer na iyon, mababasa niya ang anumang ita-type mula sa oras na iyon.
safety-continue = Nabasa ko na ito. Pumunta sa form

form-heading = Ang mensahe ninyo
form-required = Ito lang ang kailangang sagutan
form-optional = Kayo ang bahala kung sasagutan ninyo ang iba pa
form-optional-text = Sagutin po ninyo ang gusto ninyo, at iwan ang iba. Puwede kayong magpadala anumang oras.
form-why = Bakit namin tinatanong:
form-files = Mga litrato o file
form-files-hint = Hanggang { $files } file, { $megabytes } MB lahat-lahat. Pipiliin ninyo ulit ang mga ito kung bumalik ang form dahil may mali.
form-files-app = Kung walang nangyayari kapag pinindot ninyo ito, nasa loob ng isang app ang page na ito. Buksan po ito sa sariling browser ng cellphone ninyo.
form-photo = Kumuha ng litrato
form-photo-hint = Sa cellphone, bubuksan nito ang camera. Kumuha po muna ng litrato bago kayo sumulat: sa ilang cellphone, nawawalan ng laman ang page pagkatapos. Baka may maiwang kopya ng litrato sa cellphone.
form-voice = Voice message
form-voice-hint = Sa cellphone, puwede po kayong mag-record dito kung hindi ninyo kaya o ayaw ninyong sumulat. Mag-record muna bago kayo sumulat ng kahit ano: sa ilang cellphone, nawawalan ng laman ang page pagkatapos. Baka may maiwang kopya sa cellphone. Kung may recording na kayo, puwede itong idagdag sa “Mga litrato o file”.
form-send = Ipadala
form-send-hint = Matagal ipadala ang malaking file. Hintayin po ninyong bumukas ang susunod na page.
form-sending = Ipinapadala: { $percent } %. Huwag isara ang page na ito.
form-broke = Naputol ang koneksyon. Nandito pa ang mga tinype at pinili ninyo. Pindutin po ulit ang “Ipadala”: hindi darating nang dalawang beses ang mensahe.
form-letters = Bilang ng letra sa ngayon: { $letters }
form-choose = Pumili
form-text-limit = Lahat ng teksto: mga { $kilobytes } libong letra sa Filipino o English, mas kaunti sa ibang uri ng letra. Ipadala bilang file ang mas mahabang teksto.
form-grace = Huling kinuha ng mga tagabasa ang mga mensahe noong { $day }. Baka mas matagal kaysa karaniwan bago ito mabasa.
form-grace-never = Wala pang mensaheng nakukuha ang mga tagabasa. Baka mas matagal kaysa karaniwan bago ito mabasa.

error-heading = Hindi pa naipadala ang mensahe ninyo
error-kept = Nandito pa ang lahat ng tinype ninyo.
error-files = Piliin po ulit ang mga file na ito, hindi kayang itabi ng browser ang mga ito:
error-story-empty = Sumulat po ng kahit ano sa “Sabihin po sa amin ang alam ninyo”. Sapat na ang isang salita.
error-no-such-option = Pumili po ng isa sa mga sagot na nakalista.
error-text-too-long = Masyadong mahaba ang tekstong ito. Paikliin po ito, o ipadala bilang file.
error-not-text = May mga letrang hindi mabasa. Isulat po ulit ang mga ito.
error-cut = Hindi buo ang dumating na form. Narito ang dumating: tingnan po ito at ipadala ulit.
error-too-many-fields = Sobra ang dami ng bahagi ng form na bumalik. Ipadala po ulit ito mula sa page na ito.
error-file-empty = Walang laman ang file na { $file }. Piliin po ulit ito, pumili ng iba, o magpadala nang wala ito.
error-voice-empty = Walang tunog ang voice message. I-record po ulit ito, o magpadala nang wala ito.
error-files-too-large = Lampas sa { $megabytes } MB ang mga file kapag pinagsama. Bawasan po ang ipapadala, o ipadala ang iba sa ikalawang mensahe.
error-too-many-files = Lampas ito sa { $files } file. Ipadala po ang iba sa ikalawang mensahe.
error-form-expired = Masyadong matagal na nakabukas ang form na ito, o hindi ito galing sa site na ito. Bago na ito ngayon: ipadala po ulit.
error-try-later = Masyadong maraming nagpapadala mula sa network ninyo sa ngayon. Maghintay po ng { $seconds } segundo at ipadala ulit.
error-closed = Walang makakabasa ng mga bagong mensahe sa ngayon. Itabi po ang tinype ninyo at bumalik pagkaraan ng ilang araw.
error-store-full = Wala nang lugar para sa dagdag pa sa ngayon. Subukan po ulit bukas, o ipadala ang teksto nang walang file.
error-no-room = Walang maipapadala sa ngayon: wala nang lugar sa computer namin. Subukan po ulit bukas. Mababasa pa rin ang mga sagot.
error-internal = May nasira sa panig namin, at hindi naitabi ang mensahe ninyo. Ipadala po ulit ito.

receipt-heading = Dumating na ang mensahe ninyo
receipt-safe = Nakakandado na ito at nakatabi. Ang mga tagabasa lang ang makakabukas nito.
receipt-code = Ang code ninyo
receipt-keep = Gamit ang code na ito, puwede po kayong bumalik, magbasa ng sagot namin at magdagdag pa. Isang beses lang ito ipapakita. Walang makakahanap nito ulit para sa inyo.
receipt-how = Isulat po ito sa papel nang hindi sinasabi kung para saan, o tandaan ito. Huwag mag-screenshot kung may tumitingin sa cellphone na ito. Huwag itong itabi kung puwede kayong mapahamak dahil dito.
receipt-print = Kung ipi-print po ninyo ang page na ito, ang code lang ang mapi-print, at walang anumang nagsasabi kung para saan ito. May mga browser na nagpi-print ng address sa gilid ng papel: i-off ito sa print window.
receipt-print-site = I-print din ang address ng site na ito
receipt-picture = Ipakita ito bilang larawan para sa ibang cellphone
receipt-no-code = Walang code: walang makakabalik sa mensaheng ito, pati kayo.
picture-label = Ang code bilang parisukat na may mga tuldok
picture-text = Makukuha ang code mula sa larawang ito gamit ang ibang cellphone na pinagkakatiwalaan ninyo. Mababasa ng sinumang kumuha ng litrato nito ang mga sagot sa inyo.
receipt-next = Ano ang mangyayari ngayon
receipt-next-text = May taong magbabasa ng mensahe ninyo, karaniwan ay sa loob ng ilang araw. Baka hindi po namin masabi sa inyo ang ginagawa namin, para walang mapahamak.
receipt-leave = Ngayon, isara po ang window na ito at burahin ito sa history ng cellphone o computer na ito.

keys-heading = Sino ang makakabukas ng mga nakakandadong mensahe
keys-text = Ikinakandado ang mga mensahe para ang mga susing ito lang ang makakabukas. Kung alam po ninyo ang fingerprint namin mula sa labas ng site na ito, puwede ninyo itong ikumpara.
keys-site = Sumbungan
keys-issue = Listahan Blg. { $issue }, { $day }
keys-root = Fingerprint ng susi na pumipirma sa listahang ito
keys-today = Mga susi para sa araw na ito
keys-reviewer = Mga tagabasa
keys-recovery = Reserbang susi
keys-files = Ang pinirmahang listahan bilang file:

closed-heading = Sarado muna ang form na ito
closed-text = Walang makakabasa ng mga bagong mensahe sa ngayon, kaya hindi muna kami tumatanggap. Bumalik po kayo pagkaraan ng ilang araw. Ligtas ang ipinadala ninyo noon.

problem-not-found = Walang ganitong page
problem-not-found-next = Baka mali ang spelling ng address. Magsimula po sa unang page.
problem-cross-site = Galing sa ibang site ang form na ito
problem-cross-site-next = Para sa kaligtasan ninyo, tumatanggap lang kami ng mensahe mula sa sarili naming form. Buksan po ito rito at sumulat ulit.
problem-method = Hindi puwedeng gamitin nang ganoon ang page na ito
problem-method-next = Magsimula po sa unang page.
problem-bad-request = Hindi buo ang dumating na form
problem-bad-request-next = Naputol ang koneksyon, o hindi ito ang form namin. Walang naitabi. Bumalik po sa browser ninyo at ipadala ulit.
problem-busy = Masyadong maraming tao ang nagpapadala sa ngayon
problem-busy-next = Walang naitabi. Bumalik po sa browser ninyo, baka naroon pa ang isinulat ninyo, maghintay ng isang minuto at ipadala ulit.
problem-internal = May nasira sa panig namin
problem-internal-next = Walang naitabi. Subukan po ulit pagkaraan ng ilang minuto.
problem-start = Unang page

mailbox-heading = Ang mailbox ninyo
mailbox-lead = Gamit ang code na ibinigay sa inyo, puwede po kayong magbasa ng mga sagot namin at sumulat pa.
mailbox-code = Ang code ninyo
mailbox-code-hint = May 28 digit. Ayos lang kahit may mga espasyo o gitling, at kahit anong uri ng sulat ang gamit sa mga digit.
mailbox-open = Buksan
mailbox-lost = Hindi na mahahanap ang nawalang code. Puwede po kayong magpadala ng bagong mensahe anumang oras.
mailbox-not-open = Hindi nabuksan ang mailbox
mailbox-waiting = Wala ritong kumpirmasyon mula sa mga tagabasa. Maaaring hindi pa nila natatanggap ang mensahe ninyo, o luma na ang kumpirmasyon nila at inalis na.
mailbox-received = Natanggap ng mga tagabasa ang mensahe ninyo noong { $day }.
mailbox-closed = Isinara ng mga tagabasa ang usaping ito noong { $day }. Magpadala po ng bagong mensahe kung may sasabihin pa kayo.
mailbox-replies = Mga sagot namin
mailbox-reply = Sagot noong { $day }
mailbox-no-reply = Walang sagot.
mailbox-erase = Nabasa ko na ito: burahin
mailbox-erase-hint = Mabubura ito agad sa server namin at hindi na mababasa ulit. Kung hindi ninyo ito buburahin, kusa itong mawawala pagkaraan ng ilang linggo.
mailbox-erased = Nabura na sa server namin ang binasa ninyo.
mailbox-more = Sumulat pa
mailbox-story = Ang mensahe ninyo
mailbox-story-hint = Ikakandado ito, at isasama sa ipinadala ninyo noon. Ang mga tagabasa lang ang makakabasa nito.
mailbox-sent = Dumating na ang mensahe ninyo. Nakakandado na ito at nakatabi.
error-code-length = May 28 digit ang code, at wala nang iba. Ikumpara po ito sa isinulat ninyo sa papel.
error-code-found = Bilang ng digit na nakita rito: { $found }.
error-code-letter = May letra sa gitna ng mga ito: baka O sa halip na 0, o l sa halip na 1.
error-code-digit = May isang digit na mali, o may dalawang nagkapalit. Ikumpara po ito sa isinulat ninyo sa papel.
error-code-unknown = Walang mailbox na nabubuksan ng code na ito. Maaaring sa ibang site ito ginawa, o tapos na ang panahon nito.
error-session-over = Masyadong matagal na nakabukas ang page. I-type po ulit ang code ninyo; hindi pa naipadala ang isinulat ninyo.
error-page-over = Masyadong matagal na nakabukas ang page. I-type po ulit ang code ninyo.
error-case-closed = Isinara ng mga tagabasa ang usaping ito habang sumusulat kayo, at hindi naipadala ang mensaheng ito. Ipadala po ito bilang bagong mensahe: kopyahin ang isinulat ninyo mula sa ibaba.
landing-mailbox = May code ako: magbasa ng mga sagot

wait-title = Oras ng paghihintay
wait-left = Maghintay po ng { $seconds } segundo. Mananatili sa page na ito ang tinype ninyo.
wait-over = Puwede na po ninyong ipadala ito. Pindutin ulit ang button.
