# The pages in Amharic.
# reviewed-by:
# doubtful: landing-heading: "held" is rendered with ማገት (taken and held by force, as the Ethiopian press says of these compounds), here and everywhere; it can also make one think of a kidnapping with a ransom.
# doubtful: landing-who-text: "reviewers" is "message readers" (መልእክት አንባቢዎች) everywhere, since ገምጋሚዎች and መርማሪዎች sound like evaluators or police investigators; a better everyday word may exist.
# doubtful: landing-step-seal: "sealed" is "locked" (መቆለፍ) everywhere rather than ማሸግ, which also means packed or closed down by officials.
# doubtful: safety-history: the browser history is "the history of visited pages"; many phones in Ethiopia show English menus, so the English "private window" stands in brackets.
# doubtful: safety-wifi: "compound" is "the captors' walled yard" (የአጋቾቹ ግቢ); the press also says ካምፕ.
# doubtful: form-grace: "by the Western calendar" is added before dates, since the Ethiopian calendar runs seven to eight years behind; also in keys-issue and the mailbox.
# doubtful: keys-text: "fingerprint" of a key is rendered literally with አሻራ, which is not an everyday technical term.

title = የመልእክት ቅጽ
skip = ወደ ዋናው ጽሑፍ ይለፉ
exit = ከዚህ ገጽ ይውጡ
exit-hint = «ከዚህ ገጽ ይውጡ» የሚለው ሌላ ድረ ገጽ ይከፍታል። በዚህ ስልክ ወይም ኮምፒውተር ላይ ያለውን የተጎበኙ ገጾች ታሪክ አይሰርዝም።
exit-keys = የShift ቁልፍን ሦስት ጊዜ መጫንም ይህንኑ ያደርጋል።
languages = ቋንቋዎች
languages-kept = ቋንቋ ሲቀይሩ የጻፉት ሁሉ አብሮ ይመጣል። ፋይሎቹን ግን እንደገና መምረጥ አለብዎት።
unreviewed = ይህን ገጽ የተረጎመው ኮምፒውተር ነው፤ አማርኛ አፍ መፍቻ ቋንቋው የሆነ ሰው ገና አይቶ አላረመውም። አንዳንድ ቃላት ስህተት ሊሆኑ ይችላሉ።
certificate-ended = የዚህ ገጽ ሰርተፍኬት ጊዜው አልፎበታል። አሳሽዎ ስለዚህ ካስጠነቀቀዎት፣ ይህ እውነተኛው ገጽ መሆኑን ማረጋገጥ አይችልም። ከጥቂት ቀናት በኋላ ተመልሰው ይምጡ፤ ወይም በTor ላይ ያለውን አድራሻችንን ካወቁ እሱን ይጠቀሙ።
never-money = እኛ ገንዘብ በጭራሽ አንጠይቅም። ማንም ሰው በእኛ ስም ገንዘብ ከጠየቀ እየዋሸ ነው።

choose-heading = ቋንቋዎን ይምረጡ

landing-heading = ሰዎች የታገቱበትን ቦታ ይንገሩን
landing-lead = ታግተው በኢንተርኔት ሰው እንዲያጭበረብሩ የሚገደዱ ሰዎችን የሚያውቁ ከሆነ፣ እዚህ እርዳታ ለሚሰጡ ሰዎች መንገር ይችላሉ።
landing-who = ማን ያነበዋል
landing-who-text = የዚህ ድርጅት መልእክት አንባቢዎች ብቻ፦ { $organisation }። መልእክትዎ ወዲያውኑ ይቆለፋል። ይህ የእኛ ኮምፒውተር መልሶ ሊከፍተው አይችልም።
landing-anonymous = ስም፣ አካውንት ወይም ኢሜይል አያስፈልግዎትም።
landing-trouble = እርስዎ ወይም እነሱ ተገደው በሠሩት ነገር እዚህ ማንም አይወቅስዎትም፣ ማንም አይቀጣዎትም።
landing-promise = ነፃ እናወጣቸዋለን ብለን ቃል መግባት አንችልም። የሚጽፉትን ሰው እንደሚያነበው ቃል እንገባለን።
landing-another = ማንበብ ወይም መጻፍ የማይችሉ ሰዎችን ወክለውም መጻፍ ይችላሉ። ጥያቄዎቹን ያንብቡላቸው፤ እነሱ የሚሉትን ይጻፉ።
landing-steps = እንዴት እንደሚሠራ
landing-step-write = እርስዎ ይጽፋሉ፣ በድምፅ ይናገራሉ ወይም ፎቶ ይጨምራሉ። አንድ ዓረፍተ ነገር ይበቃል።
landing-step-seal = መልእክቱ ይቆለፋል። ሊከፍቱት የሚችሉት መልእክት አንባቢዎቹ ብቻ ናቸው።
landing-step-code = ኮድ ያገኛሉ። በእሱ ተመልሰው መጥተው መልስ ማንበብ ይችላሉ።
landing-start = ይጀምሩ
landing-keys = መልእክቶች ተቆልፈው የሚላኩት ለማን ነው

safety-heading = ከመጻፍዎ በፊት
safety-history = «ከዚህ ገጽ ይውጡ» የሚለውን መጫን በዚህ ስልክ ወይም ኮምፒውተር ላይ ያለውን የተጎበኙ ገጾች ታሪክ አይሰርዝም። የግል መስኮት (private window) ይጠቀሙ፤ ወይም ታሪኩን ራስዎ ይሰርዙ።
safety-device = ሌላ ማንም ሰው ከፍቶ የማያየውን ስልክ ወይም ኮምፒውተር ይጠቀሙ። ክትትል ከሚደረግበት ይልቅ ከሰው የተዋሱት ይሻላል።
safety-wifi = በአጋቾቹ ግቢ ውስጥ ሆነው ወይም በግቢው ዋይፋይ አይጻፉ።
safety-person = እዚህ ስለሚጽፉት መልእክት ለታገቱት ሰው ምንም አይጻፉ። ስልካቸውን ሌላ ሰው እየተከታተለው ሊሆን ይችላል።
safety-code = በመጨረሻ ኮድ ያገኛሉ። አደጋ የማያመጣብዎት ከሆነ ብቻ ጽፈው ይያዙት።
safety-network = የኢንተርኔት ግንኙነትዎን የሚከታተል ሰው ይህን ድረ ገጽ እንደጎበኙ፣ በግምትም ምን ያህል እንደላኩ ማየት ይችላል። Tor Browser የበለጠ ይደብቃል።
safety-server = መልእክቱ የሚቆለፈው በእኛ ኮምፒውተር ላይ ነው። አንድ ሰው ኮምፒውተሩን ቢቆጣጠረው፣ ከዚያ ጊዜ ጀምሮ የሚጻፈውን ማንበብ ይችላል።
safety-continue = ይህን አንብቤያለሁ። ወደ ቅጹ ልሂድ

form-heading = መልእክትዎ
form-required = መሞላት ያለበት ይህ ክፍል ብቻ ነው
form-optional = ሌላው ሁሉ ግዴታ አይደለም
form-optional-text = የፈለጉትን ይመልሱ፤ ሌላውን ይተዉት። በማንኛውም ጊዜ መላክ ይችላሉ።
form-why = የምንጠይቅበት ምክንያት፦
form-files = ፎቶዎች ወይም ፋይሎች
form-files-hint = እስከ { $files } ፋይሎች፣ ሁሉም አንድ ላይ እስከ { $megabytes } MB። ቅጹ ስህተት ኖሮት ተመልሶ ከመጣ፣ ፋይሎቹን እንደገና መምረጥ አለብዎት።
form-files-app = እዚህ ሲጫኑ ምንም ነገር ካልሆነ፣ ይህ ገጽ የተከፈተው በሌላ መተግበሪያ ውስጥ ነው። በስልክዎ በራሱ ብራውዘር ይክፈቱት።
form-photo = ፎቶ ያንሱ
form-photo-hint = በስልክ ላይ ይህ ካሜራውን ይከፍታል። ከመጻፍዎ በፊት ፎቶውን ያንሱ፤ በአንዳንድ ስልኮች ላይ ፎቶ ከተነሳ በኋላ ይህ ገጽ ባዶ ይሆናል። ስልኩ የፎቶውን ቅጂ ሊያስቀር ይችላል።
form-voice = የድምፅ መልእክት
form-voice-hint = መጻፍ ካልቻሉ ወይም ካልፈለጉ፣ በስልክ ላይ እዚህ ድምፅዎን መቅዳት ይችላሉ። ማንኛውንም ነገር ከመጻፍዎ በፊት ድምፅዎን ይቅዱ፤ በአንዳንድ ስልኮች ላይ ድምፅ ከተቀዳ በኋላ ይህ ገጽ ባዶ ይሆናል። ስልኩ የድምፁን ቅጂ ሊያስቀር ይችላል። አስቀድሞ የተቀዳ ድምፅ ካለዎት «ፎቶዎች ወይም ፋይሎች» በሚለው ስር መጨመር ይችላሉ።
form-send = ይላኩ
form-send-hint = ትልቅ ፋይል ረጅም ጊዜ ሊወስድ ይችላል። ቀጣዩ ገጽ እስኪከፈት ይጠብቁ።
form-sending = በመላክ ላይ፦ { $percent } %። ይህን ገጽ አይዝጉት።
form-broke = ግንኙነቱ ተቋረጠ። የጻፉትና የመረጡት አሁንም እዚህ አለ። «ይላኩ» የሚለውን እንደገና ይጫኑ፤ መልእክቱ ሁለት ጊዜ አይደርስም።
form-letters = እስካሁን የተጻፉ ፊደላት፦ { $letters }
form-choose = ይምረጡ
form-text-limit = ጽሑፉ ሁሉ አንድ ላይ፦ በእንግሊዝኛ { $kilobytes } ሺህ ያህል ፊደላት፤ በሌሎች ቋንቋዎች ፊደል ከዚያ ያነሰ። ከዚህ የረዘመ ጽሑፍ በፋይል ይላኩ።
form-grace = መልእክቶች ለመጨረሻ ጊዜ የተሰበሰቡት በፈረንጆች አቆጣጠር በ{ $day } ነው። ለማንበብ ከወትሮው የበለጠ ጊዜ ሊወስድ ይችላል።
form-grace-never = መልእክቶች ገና አልተሰበሰቡም። ለማንበብ ከወትሮው የበለጠ ጊዜ ሊወስድ ይችላል።

error-heading = መልእክትዎ ገና አልተላከም
error-kept = የጻፉት ሁሉ አሁንም እዚህ አለ።
error-files = እነዚህን ፋይሎች እንደገና ይምረጡ፤ ብራውዘር ሊያቆያቸው አይችልም፦
error-story-empty = «የሚያውቁትን ይንገሩን» በሚለው ስር የሆነ ነገር ይጻፉ። አንድ ቃል ይበቃል።
error-no-such-option = ከቀረቡት መልሶች አንዱን ይምረጡ።
error-text-too-long = ይህ ጽሑፍ በጣም ረጅም ነው። ያሳጥሩት፤ ወይም በፋይል ይላኩት።
error-not-text = አንዳንድ ፊደላትን ማንበብ አልተቻለም። እንደገና ይጻፏቸው።
error-cut = ቅጹ ሙሉ በሙሉ አልደረሰም። የደረሰው እዚህ አለ፦ ያረጋግጡትና እንደገና ይላኩት።
error-too-many-fields = ቅጹ ከሚገባው በላይ ብዙ ክፍሎች ይዞ ተመልሶ መጣ። ከዚህ ገጽ እንደገና ይላኩት።
error-file-empty = { $file } የሚለው ፋይል ባዶ ነው። እንደገና ይምረጡት ወይም ሌላ ይምረጡ፤ ካልሆነም ያለሱ ይላኩ።
error-voice-empty = የድምፅ መልእክቱ ምንም ድምፅ የለውም። እንደገና ይቅዱት፤ ወይም ያለሱ ይላኩ።
error-files-too-large = ፋይሎቹ አንድ ላይ ከ{ $megabytes } MB ይበልጣሉ። ቀንሰው ይላኩ፤ ወይም የቀሩትን በሁለተኛ መልእክት ይላኩ።
error-too-many-files = ፋይሎቹ ከ{ $files } ይበልጣሉ። የቀሩትን በሁለተኛ መልእክት ይላኩ።
error-form-expired = ይህ ቅጽ ለረጅም ጊዜ ተከፍቶ ቆይቷል፤ ወይም ከዚህ ድረ ገጽ የመጣ አይደለም። አሁን ታድሷል፤ እንደገና ይላኩት።
error-try-later = አሁን ከእርስዎ ኔትወርክ ከመጠን በላይ ብዙ ነገር እየተላከ ነው። { $seconds } ሰከንድ ይጠብቁና እንደገና ይላኩ።
error-closed = አሁን አዲስ መልእክቶችን ማንበብ የሚችል ሰው የለም። የጻፉትን ይያዙና ከጥቂት ቀናት በኋላ ተመልሰው ይምጡ።
error-store-full = አሁን ተጨማሪ ቦታ የለም። ነገ እንደገና ይሞክሩ፤ ወይም ጽሑፉን ያለ ፋይል ይላኩ።
error-no-room = አሁን ምንም መላክ አይቻልም፤ በኮምፒውተራችን ላይ ቦታ አልቀረም። ነገ እንደገና ይሞክሩ። መልሶችን ግን አሁንም ማንበብ ይቻላል።
error-internal = በእኛ በኩል የሆነ ነገር ተበላሽቷል፤ መልእክትዎ አልተቀመጠም። እንደገና ይላኩት።

receipt-heading = መልእክትዎ ደርሷል
receipt-safe = ተቆልፎ ተቀምጧል። ሊከፍቱት የሚችሉት መልእክት አንባቢዎቹ ብቻ ናቸው።
receipt-code = ኮድዎ
receipt-keep = በዚህ ኮድ ተመልሰው መምጣት፣ መልስ ማንበብና ተጨማሪ መጻፍ ይችላሉ። የሚታየው አንድ ጊዜ ብቻ ነው። ማንም መልሶ ሊያገኝልዎት አይችልም።
receipt-how = ለምን እንደሚያገለግል ሳይገልጹ በወረቀት ላይ ይጻፉት፤ ወይም በቃልዎ ይያዙት። ይህን ስልክ ሌላ ሰው የሚያይ ከሆነ ስክሪንሹት አያንሱ። አደጋ ላይ ሊጥልዎት የሚችል ከሆነ አያስቀምጡት።
receipt-print = ይህን ገጽ ፕሪንት ካደረጉ የሚወጣው ኮዱ ብቻ ነው፤ ለምን እንደሚያገለግል የሚናገር ምንም ነገር አይወጣም። አንዳንድ ብራውዘሮች በወረቀቱ ጠርዝ ላይ የዚህን ድረ ገጽ አድራሻ ፕሪንት ያደርጋሉ፤ በፕሪንት መስኮቱ ውስጥ ይህን ያጥፉት።
receipt-print-site = የዚህ ድረ ገጽ አድራሻም ፕሪንት ይደረግ
receipt-picture = ለሌላ ስልክ በምስል ያሳዩ
receipt-no-code = ኮድ የለም፤ ወደዚህ መልእክት ማንም ተመልሶ ሊመጣ አይችልም፣ እርስዎም ቢሆኑ።
picture-label = ኮዱ በነጥቦች በተሠራ አራት ማዕዘን ምስል
picture-text = የሚያምኑት ሌላ ስልክ ኮዱን ከዚህ ምስል መውሰድ ይችላል። ምስሉን ፎቶ የሚያነሳ ማንም ሰው ለእርስዎ የመጡትን መልሶች ማንበብ ይችላል።
receipt-next = አሁን ምን ይሆናል
receipt-next-text = መልእክትዎን ሰው ያነበዋል፤ ብዙውን ጊዜ በጥቂት ቀናት ውስጥ። ማንም ሰው አደጋ ላይ እንዳይወድቅ፣ የምናደርገውን ልንነግርዎ የማንችልበት ጊዜ ሊኖር ይችላል።
receipt-leave = አሁን ይህን መስኮት ይዝጉና በዚህ ስልክ ወይም ኮምፒውተር ላይ ካለው የተጎበኙ ገጾች ታሪክ ይሰርዙት።

keys-heading = መልእክቶች ተቆልፈው የሚላኩት ለማን ነው
keys-text = መልእክቶች የሚቆለፉት በእነዚህ ቁልፎች ነው። የቁልፋችንን አሻራ ከሌላ ቦታ የሚያውቁት ከሆነ ማወዳደር ይችላሉ።
keys-site = የመልእክት መስመር
keys-issue = እትም { $issue }፣ በፈረንጆች አቆጣጠር { $day }
keys-root = ይህ ዝርዝር የተፈረመበት ቁልፍ አሻራ
keys-today = የዛሬ ቁልፎች
keys-reviewer = መልእክት አንባቢዎች
keys-recovery = የመጠባበቂያ ቁልፍ
keys-files = የተፈረመው ዝርዝር በፋይል፦

closed-heading = ይህ ቅጽ ለጊዜው ተዘግቷል
closed-text = አሁን አዲስ መልእክቶችን ማንበብ የሚችል ሰው የለም፤ ስለዚህ መልእክት አንቀበልም። ከጥቂት ቀናት በኋላ ተመልሰው ይምጡ። ከዚህ በፊት የላኩት በደህና ተቀምጧል።

problem-not-found = ይህ ገጽ የለም
problem-not-found-next = ምናልባት አድራሻው በስህተት ተጽፎ ይሆናል። ከመጀመሪያው ገጽ ይጀምሩ።
problem-cross-site = ይህ ቅጽ የተላከው ከሌላ ድረ ገጽ ነው
problem-cross-site-next = ለደህንነትዎ ሲባል መልእክት የምንቀበለው ከራሳችን ቅጽ ብቻ ነው። ቅጹን እዚህ ይክፈቱና እንደገና ይጻፉ።
problem-method = ይህን ገጽ በዚህ መንገድ መጠቀም አይቻልም
problem-method-next = ከመጀመሪያው ገጽ ይጀምሩ።
problem-bad-request = ቅጹ ሙሉ ሆኖ አልደረሰም
problem-bad-request-next = ግንኙነቱ ተቋርጧል፣ ወይም ቅጹ የእኛ አልነበረም። ምንም አልተቀመጠም። በብራውዘርዎ ወደ ኋላ ይመለሱና እንደገና ይላኩ።
problem-busy = በዚህ ሰዓት በጣም ብዙ ሰዎች እየላኩ ነው
problem-busy-next = ምንም አልተቀመጠም። በብራውዘርዎ ወደ ኋላ ይመለሱ፤ የጻፉት እዚያ ሊኖር ይችላል። አንድ ደቂቃ ይጠብቁና እንደገና ይላኩ።
problem-internal = በእኛ በኩል የሆነ ነገር ተበላሽቷል
problem-internal-next = ምንም አልተቀመጠም። ከጥቂት ደቂቃዎች በኋላ እንደገና ይሞክሩ።
problem-start = የመጀመሪያው ገጽ

mailbox-heading = የመልእክት ሳጥንዎ
mailbox-lead = ባገኙት ኮድ መልሶችን ማንበብና ተጨማሪ መጻፍ ይችላሉ።
mailbox-code = ኮድዎ
mailbox-code-hint = 28 አሃዞች። ባዶ ቦታና ሰረዝ ለውጥ አያመጡም፤ አሃዞቹ በየትኛውም ዓይነት የቁጥር ፊደል ቢጻፉም ለውጥ የለውም።
mailbox-open = ይክፈቱ
mailbox-lost = የጠፋ ኮድ እንደገና ሊገኝ አይችልም። በማንኛውም ጊዜ አዲስ መልእክት መላክ ይችላሉ።
mailbox-not-open = የመልእክት ሳጥኑ አልተከፈተም
mailbox-waiting = የመልእክት አንባቢዎቹ ማረጋገጫ እዚህ የለም። ወይ መልእክትዎ ገና አልደረሳቸውም፣ ወይ ደግሞ ማረጋገጫቸው ስለቆየ ተወግዷል።
mailbox-received = መልእክትዎ በፈረንጆች አቆጣጠር በ{ $day } መልእክት አንባቢዎች ዘንድ ደርሷል።
mailbox-closed = መልእክት አንባቢዎቹ ይህን ጉዳይ በፈረንጆች አቆጣጠር በ{ $day } ዘግተዋል። ሌላ የሚሉት ነገር ካለ አዲስ መልእክት ይላኩ።
mailbox-replies = መልሶች
mailbox-reply = በፈረንጆች አቆጣጠር በ{ $day } የተሰጠ መልስ
mailbox-no-reply = መልስ የለም።
mailbox-erase = ይህን አንብቤያለሁ፤ ይሰረዝ
mailbox-erase-hint = ከኮምፒውተራችን ወዲያውኑ ይሰረዛል፤ እንደገና ሊነበብ አይችልም። ይህን ባያደርጉ ከጥቂት ሳምንታት በኋላ በራሱ ይጠፋል።
mailbox-erased = ያነበቡት ከኮምፒውተራችን ተሰርዟል።
mailbox-more = ተጨማሪ ይጻፉ
mailbox-story = መልእክትዎ
mailbox-story-hint = ይቆለፋል፤ ከዚህ በፊት ከላኩት ጋርም ይያያዛል። ሊያነቡት የሚችሉት መልእክት አንባቢዎቹ ብቻ ናቸው።
mailbox-sent = መልእክትዎ ደርሷል። ተቆልፎ ተቀምጧል።
error-code-length = ኮድ 28 አሃዞች ብቻ አሉት፤ ሌላ ነገር የለውም። ጽፈው ከያዙት ጋር ያወዳድሩት።
error-code-found = እዚህ የተገኙት አሃዞች፦ { $found }።
error-code-letter = በአሃዞቹ መካከል ፊደል አለ፤ ምናልባት በ0 ፈንታ O ወይም በ1 ፈንታ l ተጽፏል።
error-code-digit = አንድ አሃዝ ተሳስቷል፣ ወይም ሁለት አሃዞች ቦታ ተለዋውጠዋል። ጽፈው ከያዙት ጋር ያወዳድሩት።
error-code-unknown = በዚህ ኮድ የሚከፈት የመልእክት ሳጥን የለም። ኮዱ ሌላ ቦታ የተሠራ ሊሆን ይችላል፣ ወይም ጊዜው አልፏል።
error-session-over = ገጹ ለረጅም ጊዜ ተከፍቶ ቆይቷል። ኮድዎን እንደገና ያስገቡ፤ የጻፉት መልእክት ገና አልተላከም።
error-page-over = ገጹ ለረጅም ጊዜ ተከፍቶ ቆይቷል። ኮድዎን እንደገና ያስገቡ።
error-case-closed = እርስዎ እየጻፉ ሳለ መልእክት አንባቢዎቹ ይህን ጉዳይ ዘግተዋል፤ ይህ መልእክት አልተላከም። እንደ አዲስ መልእክት ይላኩት፤ ከታች ያለውን ጽሑፍዎን ኮፒ ያድርጉ።
landing-mailbox = ኮድ አለኝ፤ መልስ ላንብብ

wait-title = የመጠበቂያ ጊዜ
wait-left = { $seconds } ሰከንድ ይጠብቁ። የጻፉት በዚህ ገጽ ላይ ይቆያል።
wait-over = አሁን መላክ ይችላሉ። አዝራሩን እንደገና ይጫኑ።
