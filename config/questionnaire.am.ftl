# The questions in Amharic. Ids and attributes are the same in every language; questionnaire.toml explains them.
# reviewed-by:
# doubtful: block-person: "the person held" is the respectful የታገቱት ሰው everywhere; its verbs are the same for one person, for several and for the polite "you", so the subject is repeated in questions; a native may find that stiff.
# doubtful: q-birth-date: "by the Western calendar" is added here and to the other three date questions, since the Ethiopian calendar runs seven to eight years behind; the English has no such words.
# doubtful: block-recruitment: "recruiter" is ደላላ (broker), the everyday word for those who send people abroad; a recruiter who is a company or a friend may not come to mind.
# doubtful: q-document: መታወቂያ is the identity card of the kebele or the national one; the number people know may differ.
# doubtful: q-danger.opt-being-returned: "sent back" is left open as in English, to the compound or to the home country.
# doubtful: q-others-minors: ልጆች can also mean somebody's sons and daughters or young people; ሕፃናት is the legal word, yet sounds like small children.
# doubtful: q-share-iom: the Amharic name of IOM varies between ዓለም አቀፉ የፍልሰት ድርጅት and ዓለም አቀፉ የስደተኞች ድርጅት.

opt-yes = አዎ
opt-no = አይ
opt-unknown = አላውቅም
opt-declined = ባልናገር እመርጣለሁ
opt-unsafe = መልስ መስጠት አደጋ አለው
opt-other = ሌላ
opt-not-asked = የታገቱት ሰው አልተጠየቁም
opt-share = መረጃው ይሰጥ
opt-share-anon = ስም ሳይጠቀስ ይሰጥ
opt-never = በጭራሽ አይሰጥ

block-story = የሚያውቁት ነገር
    .why = አንድ ዓረፍተ ነገር ይበቃል።
q-story = የሚያውቁትን ይንገሩን
    .hint = ማን እንደታገተ፣ የት፣ ከመቼ ጀምሮ፣ ለእርስዎ ማን እንደነገረዎት። በማንኛውም ቋንቋ፣ በማንኛውም ቅደም ተከተል ይጻፉ። መጻፍ ካልቻሉ እዚህ አንድ ፊደል ያስገቡና ከታች የድምፅ መልእክት ይጨምሩ።
q-reply-here = እዚህ መልስ እንድንሰጥዎት ይፈቅዳሉ?
    .hint = ኮድ ያገኛሉ። በእሱ በዚህ ድረ ገጽ ላይ መልስ ማንበብ ይችላሉ። ስምዎን ወይም ስልክ ቁጥርዎን በጭራሽ አንጠይቅም።
    .why = ሌላ ሰው ስክሪንዎን ወይም ወረቀትዎን ሊያነብ የሚችል ከሆነ፣ መልስ አደጋ ሊያመጣ ይችላል። እንደዚያ ከሆነ «አይ» ይበሉ።
    .opt-no-code = አይ። ተመልሼ መምጣት አልፈልግም፤ ኮድ አይስጡኝ

block-safety = የእርስዎ ደህንነት
    .why = የምንጠይቀው፣ የምናደርገው ነገር ሁኔታውን እንዳያባብሰው ነው።
q-safe-now = አሁን ከአደጋ ውጭ ነዎት?
q-device-seen = ይህን ስልክ ወይም ኮምፒውተር ሌላ ሰው ማየት ይችላል?

block-sender = ስለ እርስዎ
    .why = ማን እንደሆኑ ማወቅ አያስፈልገንም። እንዴት እንዳወቁ ማወቅ ይጠቅማል።
q-sender = ከእነዚህ የትኛው ነዎት?
    .opt-relative = ዘመድ ነኝ
    .opt-friend = ጓደኛ ነኝ
    .opt-journalist = ጋዜጠኛ ነኝ
    .opt-ngo = እርዳታ ከሚሰጥ ድርጅት ነኝ
    .opt-former-worker = እዚያ ታግቼ ነበር፣ ወይም እዚያ እሠራ ነበር
    .opt-person-held = የታገትኩት ሰው እኔ ነኝ
q-for-another = ሌላ ሰውን ወክዬ እየጻፍኩ ነው
    .hint = እነሱ የሚሉትን በራሳቸው ቃላት ይጻፉ።
    .opt-yes = አዎ፣ መጻፍ ለማይችሉ ወይም መጻፍ አደጋ ለሚያመጣባቸው ሰው
    .opt-no = አይ፣ ለራሴ
q-language-wanted = በየትኛው ቋንቋ መልስ እንስጥዎት?

block-person = የታገቱት ሰው ወይም ሰዎች
    .why = ተገደው በሠሩት ነገር እርስዎንም ሆነ እነሱን እዚህ ማንም አይወቅስም፣ ማንም አይቀጣም።
q-names = ስሞች፣ በሚያውቁት የአጻጻፍ ዓይነት ሁሉ
    .why = ነፃ በወጡ ሰዎች ዝርዝር ውስጥ ሰው የሚፈለገው በስም ነው።
q-aliases = የታገቱት ሰው የሚጠቀሙባቸው ሌሎች ስሞች
q-birth-date = የልደት ቀናቸው (በፈረንጆች አቆጣጠር)
q-age = የታገቱት ሰው ዕድሜ
    .why = እርዳታ በመጀመሪያ የሚያገኙት ልጆች ናቸው።
    .opt-under-18 = ከ18 ዓመት በታች
    .opt-maybe-under-18 = ምናልባት ከ18 ዓመት በታች
    .opt-18-24 = ከ18 እስከ 24
    .opt-25-34 = ከ25 እስከ 34
    .opt-35-49 = ከ35 እስከ 49
    .opt-50-plus = 50 ወይም ከዚያ በላይ
q-nationality = ዜግነታቸው
q-gender = ጾታቸው
    .opt-woman = ሴት
    .opt-man = ወንድ
q-languages = የታገቱት ሰው የሚናገሯቸው ቋንቋዎች
q-document = የፓስፖርታቸው ወይም የመታወቂያቸው ቁጥር
    .why = በዚህ ቁጥር ኤምባሲ ይበልጥ በፍጥነት ሊረዳ ይችላል። እርግጠኛ ካልሆኑ ይተዉት።
q-health = ጤንነታቸው
    .opt-ill = ሕመም ወይም ጉዳት አለባቸው
    .opt-pregnant = ነፍሰ ጡር ናቸው
    .opt-disabled = አካል ጉዳት አለባቸው
    .opt-none = እርስዎ የሚያውቁት ችግር የለም
q-health-text = ሐኪም ማወቅ ያለበት ነገር ምንድን ነው?
q-embassy-there = የታገቱት ሰው ባሉበት አገር የአገራቸው ኤምባሲ አለ?
q-recognise = ሰው እነሱን በምን ሊለያቸው ይችላል?
    .hint = ቁመት፣ ጠባሳ፣ ንቅሳት፣ ልብስ።

block-recruitment = የታገቱት ሰው እንዴት ተታልለው እንደተወሰዱ
    .why = እነዚያው ደላሎች ሌሎች ሰዎችንም ያታልላሉ።
q-platform = በየትኛው አፕ ወይም ድረ ገጽ?
q-job-ad = የሥራ ማስታወቂያው ሊንክ
    .hint = ስክሪንሹት ከላይ መጨመር ይችላሉ።
q-recruiter = የደላላው ስም፣ ስልክ ወይም አካውንት
q-promised = ምን ዓይነት ሥራ እና ምን ያህል ክፍያ ቃል ተገባላቸው?
q-journey-paid = የጉዞውን ወጪ ማን ከፈለ?

block-route = ወደዚያ የተደረገው ጉዞ
    .why = ሰዎችን ማን እና በየት እንደሚወስዳቸው ያሳያል።
q-legs = የጉዞው ደረጃዎች፣ ከነቀኖቻቸው
q-border = የታገቱት ሰው ድንበር የተሻገሩት የት ነው?
q-handlers = ወደዚያ የወሰዳቸው ማን ነው?

block-place = የታገቱት ሰው አሁን ያሉበት ቦታ
    .why = ቦታው የተሳሳተ ሊሆን ይችላል፤ ወይም ለማሳሳት ሆን ተብሎ ሊነገር ይችላል። እንዴት እንዳወቁ የምንጠይቀው ለዚህ ነው።
q-country = አገር
q-town = ከተማ ወይም ወረዳ
q-compound = የግቢው፣ የፓርኩ፣ የሆቴሉ ወይም የኩባንያው ስም
q-building = ሕንፃ፣ ፎቅ፣ ክፍል
q-coordinates = የቦታው መለያ ቁጥሮች (coordinates)፣ ወይም የካርታ ሊንክ
q-landmarks = እዚያ ምን ይታያል?
    .hint = ታፔላዎች፣ ቀለሞች፣ ወንዝ፣ ማማ፣ ከመስኮት የሚታየው።
q-place-how-known = ቦታውን እንዴት አወቁ?
    .opt-saw-it = ራሴ አይቼዋለሁ
    .opt-person-told = የታገቱት ሰው ነገሩኝ
    .opt-phone-location = ከስልክ የተላከ ሎኬሽን
    .opt-photo = ከፎቶ ወይም ከቪዲዮ
    .opt-somebody-told = ሌላ ሰው ነገረኝ
    .opt-guess = ግምቴ ነው
q-place-when = ይህ የታወቀው መቼ ነው? (በፈረንጆች አቆጣጠር)
q-place-phone = መረጃው የመጣው ከማን ስልክ ነው?
    .opt-theirs = ከራሳቸው ስልክ
    .opt-borrowed = ከሰው ከተዋሱት ስልክ
    .opt-compounds = ከአጋቾቹ ግቢ ስልክ
q-moved = የታገቱት ሰው ከዚያ ወዲህ ወደ ሌላ ቦታ ተወስደዋል?

block-harm = ምን እየተደረገባቸው ነው
    .why = ከባድ ጥያቄዎች ናቸው። የፈለጉትን ይዝለሉ። ምን ያህል በፍጥነት እንደምንንቀሳቀስ የሚወስኑት መልሶቹ ናቸው።
q-ilo-vulnerability = ችግራቸውን ወይም ድክመታቸውን ተጠቅሞ የሚጎዳቸው ሰው አለ?
q-ilo-deception = ስለ ሥራው ውሸት ተነግሯቸው ነበር?
q-ilo-movement = ከዚያ እንዳይወጡ የሚከለክላቸው ሰው አለ?
q-ilo-isolation = የታገቱት ሰው ከሌሎች ሰዎች ጋር እንዳይገናኙ ይደረጋሉ?
q-ilo-physical = ድብደባ ወይም ሌላ ጉዳት ይደርስባቸዋል?
q-ilo-sexual = ወሲባዊ ጥቃት አለ?
    .why = ትክክለኛው ሐኪም እና ትክክለኛው ሰው እንዲገኙ ነው። ከዚህ በላይ መናገር አያስፈልግዎትም።
q-ilo-threats = ማስፈራሪያ ይደርስባቸዋል?
q-ilo-documents = ፓስፖርታቸው ወይም መታወቂያቸው ተወስዶባቸዋል?
q-ilo-wages = ደመወዛቸው ይያዝባቸዋል?
q-ilo-debt = ዕዳ እንዳለባቸው ይነገራቸዋል?
q-ilo-conditions = የታገቱት ሰው የሚኖሩት በመጥፎ ሁኔታ ውስጥ ነው?
q-ilo-overtime = የታገቱት ሰው ከመጠን በላይ ረጅም ሰዓት ይሠራሉ?
q-danger = ከእነዚህ ውስጥ አሁን እየሆነ ያለ ነገር አለ?
    .why = ካለ፣ በአንድ ቀን ውስጥ ሰው መልእክትዎን ያየዋል።
    .opt-death-near = ሕይወታቸው አደጋ ላይ ነው
    .opt-torture = እያሰቃዩዋቸው ነው
    .opt-self-harm = ራሳቸውን ሊጎዱ ይችላሉ
    .opt-medical = ሐኪም በአስቸኳይ ያስፈልጋቸዋል
    .opt-hunted = አምልጠዋል፤ እያሳደዷቸው ነው
    .opt-being-returned = ሊመልሷቸው ነው
    .opt-food-denied = ምግብ አይሰጣቸውም
    .opt-medicine-denied = መድኃኒት አይሰጣቸውም
q-forced-to = የታገቱት ሰው ምን እንዲሠሩ ይገደዳሉ?
    .hint = በዚህ ምክንያት እርስዎንም ሆነ እነሱን እዚህ ማንም አይወቅስም፣ ማንም አይቀጣም።
q-quota = የታገቱት ሰው ምን ያህል ገንዘብ ማምጣት አለባቸው?
q-punishments = ያን ያህል ያላመጡ ሰዎች ምን ይደረግባቸዋል?
q-sold = የታገቱት ሰው ተሸጠዋል፣ ወይም «እንሸጣችኋለን» የሚል ማስፈራሪያ ደርሶባቸዋል?
    .opt-sold = ተሸጠዋል
    .opt-threatened = ማስፈራሪያ ደርሶባቸዋል
q-sold-text = ስንት ጊዜ፣ በስንት ገንዘብ?

block-money = ገንዘብ ክፈሉ ብለው ሲጠይቁ
    .why = እኛ ገንዘብ በጭራሽ አንጠይቅም። ማንም ሰው በእኛ ስም ገንዘብ ከጠየቀ ውሸት ነው።
q-ransom = ለታገቱት ሰው ሲባል ገንዘብ እንዲከፈል የሚጠይቅ ሰው አለ?
q-ransom-sum = ምን ያህል፣ በየትኛው አገር ገንዘብ?
q-ransom-account = ወደ የትኛው ዋሌት፣ አካውንት ወይም ስም?
    .why = ክፍያዎች ወዴት እንደሄዱ መከታተል ይቻላል።
q-ransom-channel = እርስዎን የሚያገኙዎት በምን በኩል ነው?
q-deadline = እስከ መቼ? (በፈረንጆች አቆጣጠር)
q-deadline-for = ያን ጊዜ ምን ይሆናል?
    .opt-ransom = ገንዘቡ መከፈል አለበት
    .opt-sale = ይሸጧቸዋል
    .opt-transfer = ወደ ሌላ ቦታ ይወስዷቸዋል
q-paid = እስካሁን ምን ተከፍሏል?
q-proof-of-life = በሕይወት መኖራቸውን ያሳየው የመጨረሻ ምልክት ምን ነበር?

block-contact = ግንኙነትን ማቆየት
    .why = በማይሆን ሰዓት የሚላክ መልእክት የታገቱትን ሰው ሊጎዳ ይችላል።
q-last-contact = ከታገቱት ሰው ለመጨረሻ ጊዜ የሰሙት መቼ ነው? (በፈረንጆች አቆጣጠር)
q-contact-now = አሁንስ?
    .opt-in-contact = አሁንም እንገናኛለን
    .opt-newly-lost = በቅርብ ቀናት ግንኙነታችን ተቋርጧል
    .opt-long-lost = ግንኙነታችን ከተቋረጠ ቆይቷል
q-phone-watched = ስልካቸውን የሚከታተል ሰው አለ?
q-contact-held = የታገቱትን ሰው እንድናነጋግር ይፈቅዳሉ?
    .why = የምናነጋግራቸው እርስዎ «አዎ» ካሉ ብቻ ነው፤ አስቀድመን ሳናስብበትም በጭራሽ አናደርገውም።
q-reply-when = መልስ ለማንበብ ለእርስዎ አደጋ የሌለው ጊዜ መቼ ነው?
q-safe-phrase = እርስዎና የታገቱት ሰው ብቻ የምታውቁት አባባል
    .why = በዚህ አባባል የታገቱት ሰው እውነተኛውን ረዳት ከአስመሳይ መለየት ይችላሉ።

block-others = እዚያ ያሉ ሌሎች ሰዎች
    .why = መልእክትዎ ከአንድ ሰው በላይ ሊረዳ ይችላል።
q-others-count = ሌሎች ስንት ሰዎች አሉ?
q-others-from = ከየት የመጡ ናቸው?
q-others-minors = ልጆች አሉ?
q-others-deaths = የሞተ ሰው አለ?

block-told = እስካሁን ማን ያውቃል
    .why = ሁለት ረዳቶች አንዱ የሌላውን ሥራ እንዳያደናቅፍ ነው።
q-told = ለማን ተናግረዋል?
    .opt-embassy = ለኤምባሲ
    .opt-police = ለፖሊስ
    .opt-ngo = ለድርጅት
    .opt-press = ለጋዜጠኛ
    .opt-nobody = ለማንም አልተናገርኩም
q-told-text = የጉዳይ ቁጥሮች፣ ቀኖች፣ ስሞች

block-wishes = እርስዎ የሚፈቅዱት
    .why = እርስዎ ካልፈቀዱ ምንም መረጃ ለማንም አይሰጥም። ያልመለሱት ጥያቄ እንዳልተጠየቀ ይቆጠራል፤ ስለዚህ መረጃው አይሰጥም።
q-share-embassy = ለአገራቸው ኤምባሲ
q-share-iom = ለዓለም አቀፉ የፍልሰት ድርጅት (IOM)
q-share-shelter = ለመጠለያ ወይም ለሐኪሞች
q-share-home-police = ለአገራቸው ፖሊስ
q-share-host-police = በታገቱበት ቦታ ላለው ፖሊስ
    .why = በአንዳንድ ቦታዎች ይህ አደገኛ ነው። እናውቃለን።
q-share-ngo = እርዳታ ለሚሰጡ ሌሎች ድርጅቶች
q-share-press = ለጋዜጠኞች
q-never-share = ይህን በጭራሽ ማየት የሌለበት ማን ነው?
q-victim-agrees = የታገቱት ሰው ይስማማሉ?
    .why = የእርስዎ ፈቃድ የእነሱ ፈቃድ አይደለም። ሁለቱንም እንመዘግባለን።
q-go-home = የታገቱት ሰው ወደ አገራቸው መመለስ ይፈልጋሉ?
q-fears-home = የታገቱት ሰው ወደ አገራቸው መመለስ ይፈራሉ?
