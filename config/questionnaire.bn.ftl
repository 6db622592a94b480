# The questions in Bengali. Ids and attributes are the same in every language; questionnaire.toml explains them.
# reviewed-by:
# doubtful: opt-other: one bare word "other" serves for people, gender and things alike.
# doubtful: block-person: after this heading the person held is spoken of in the polite singular, though they may be several.
# doubtful: q-age: "children" is "children and adolescents" here and in q-others-minors, because the plain word suggests only small ones.
# doubtful: q-gender: the usual word of forms, somewhat stiff.
# doubtful: block-recruitment: "recruiters" is "দালাল" (broker), what people say in Bangladesh, but with a bad sound.
# doubtful: q-coordinates: "coordinates" is "GPS number", since the proper word is not widely known.
# doubtful: q-quota: taken as a sum of money.
# doubtful: q-paid: taken as a sum of money.
# doubtful: q-danger: "about to be sent back" leaves open to where, as in English.
# doubtful: q-share-iom: the official Bengali name with the abbreviation in both scripts; many know only the abbreviation.

opt-yes = হ্যাঁ
opt-no = না
opt-unknown = জানি না
opt-declined = বলতে চাই না
opt-unsafe = উত্তর দেওয়া নিরাপদ নয়
opt-other = অন্য
opt-not-asked = তাঁকে জিজ্ঞেস করা হয়নি
opt-share = জানানো যাবে
opt-share-anon = নাম ছাড়া জানানো যাবে
opt-never = কখনো জানাবেন না

block-story = আপনি যা জানেন
    .why = একটা বাক্যই যথেষ্ট।
q-story = যা জানেন, আমাদের বলুন
    .hint = কাকে আটকে রাখা হয়েছে, কোথায়, কবে থেকে, কে আপনাকে বলেছে। যেকোনো ভাষায়, আগে-পরে যেভাবে খুশি লিখুন। লিখতে না পারলে এখানে একটা অক্ষর দিন, আর নিচে একটা ভয়েস মেসেজ যোগ করুন।
q-reply-here = আমরা কি এখানে আপনাকে উত্তর দিতে পারি?
    .hint = আপনি একটা কোড পাবেন। উত্তর এলে সেটা দিয়ে এই সাইটে পড়তে পারবেন। আমরা কখনো আপনার নাম বা নম্বর চাই না।
    .why = আপনার ফোনের লেখা বা কাগজ যদি অন্য কেউ পড়তে পারে, তাহলে উত্তর থেকে বিপদ হতে পারে। তাহলে “না” বলুন।
    .opt-no-code = না। আমি ফিরে আসতে চাই না: আমাকে কোড দেবেন না

block-safety = আপনার নিরাপত্তা
    .why = আমাদের কোনো কাজে অবস্থা যেন আরও খারাপ না হয়, তাই জানতে চাই।
q-safe-now = আপনি কি এখন নিরাপদ?
q-device-seen = এই ফোন বা কম্পিউটার কি অন্য কেউ দেখতে পারে?

block-sender = আপনার কথা
    .why = আপনি কে, তা আমাদের জানার দরকার নেই। আপনি কীভাবে জানেন, সেটা জানলে কাজে লাগে।
q-sender = আপনি
    .opt-relative = পরিবারের কেউ বা আত্মীয়
    .opt-friend = বন্ধু
    .opt-journalist = সাংবাদিক
    .opt-ngo = সাহায্য করে এমন সংস্থার কেউ
    .opt-former-worker = যাঁকে সেখানে আটকে রাখা হয়েছিল, বা যিনি সেখানে কাজ করেছেন
    .opt-person-held = যাঁকে আটকে রাখা হয়েছে, তিনি নিজে
q-for-another = আমি অন্য কারও হয়ে লিখছি
    .hint = তিনি যা বলেন, তাঁর নিজের কথায় লিখুন।
    .opt-yes = হ্যাঁ, এমন কারও হয়ে, যিনি লিখতে পারেন না বা লেখা যাঁর জন্য নিরাপদ নয়
    .opt-no = না, নিজের হয়ে
q-language-wanted = আমরা কোন ভাষায় উত্তর দেব?

block-person = যাঁকে বা যাঁদের আটকে রাখা হয়েছে
    .why = আপনাকে বা তাঁকে দিয়ে জোর করে যা করানো হয়েছে, তার জন্য এখানে কেউ আপনাকে দোষ বা শাস্তি দেবে না, তাঁকেও না।
q-names = নাম, যত রকম বানান আপনি জানেন
    .why = যাঁরা ছাড়া পেয়েছেন, তাঁদের তালিকায় নাম দিয়ে খোঁজা হয়।
q-aliases = আর যেসব নাম তিনি ব্যবহার করেন
q-birth-date = জন্মতারিখ
q-age = যাঁকে আটকে রাখা হয়েছে তাঁর বয়স
    .why = শিশু-কিশোরদের আগে সাহায্য করা হয়।
    .opt-under-18 = ১৮ বছরের কম
    .opt-maybe-under-18 = হয়তো ১৮ বছরের কম
    .opt-18-24 = ১৮ থেকে ২৪
    .opt-25-34 = ২৫ থেকে ৩৪
    .opt-35-49 = ৩৫ থেকে ৪৯
    .opt-50-plus = ৫০ বা তার বেশি
q-nationality = কোন দেশের নাগরিক
q-gender = লিঙ্গ
    .opt-woman = নারী
    .opt-man = পুরুষ
q-languages = তিনি যেসব ভাষায় কথা বলেন
q-document = পাসপোর্ট বা পরিচয়পত্রের নম্বর
    .why = এটা থাকলে দূতাবাস আরও তাড়াতাড়ি সাহায্য করতে পারে। মনে সন্দেহ থাকলে খালি রাখুন।
q-health = স্বাস্থ্য
    .opt-ill = অসুস্থ বা আহত
    .opt-pregnant = গর্ভবতী
    .opt-disabled = প্রতিবন্ধিতা আছে
    .opt-none = আপনার জানামতে কোনো সমস্যা নেই
q-health-text = ডাক্তারের কী কী জানা দরকার?
q-embassy-there = তিনি যে দেশে আছেন, সেখানে কি তাঁর নিজের দেশের দূতাবাস আছে?
q-recognise = কী দেখে তাঁকে চেনা যাবে?
    .hint = উচ্চতা, কাটা দাগ, উল্কি (ট্যাটু), কাপড়চোপড়।

block-recruitment = কীভাবে তাঁকে ফাঁদে ফেলা হয়েছে
    .why = একই দালালেরা অন্যদেরও ফাঁদে ফেলে।
q-platform = কোন অ্যাপ বা সাইটে?
q-job-ad = চাকরির বিজ্ঞাপনের লিংক
    .hint = ওপরে স্ক্রিনশট যোগ করতে পারেন।
q-recruiter = দালাল বা যে কাজে নিয়েছে, তার নাম, ফোন নম্বর বা অ্যাকাউন্ট
q-promised = কী কাজের আর কত বেতনের কথা দেওয়া হয়েছিল?
q-journey-paid = যাওয়ার খরচ কে দিয়েছে?

block-route = তিনি যে পথে সেখানে গেছেন
    .why = কারা মানুষ আনা-নেওয়া করে, আর কোথায়, তা এতে বোঝা যায়।
q-legs = যাওয়ার ধাপগুলো, তারিখসহ
q-border = তিনি কোথা দিয়ে সীমান্ত পার হয়েছেন?
q-handlers = তাঁকে সেখানে কে বা কারা নিয়ে গেছে?

block-place = তিনি এখন কোথায়
    .why = জায়গার খবর ভুল হতে পারে, বা কেউ ধোঁকা দিতে ইচ্ছা করে ভুল বলতে পারে। তাই জানতে চাই, আপনি কীভাবে জানেন।
q-country = দেশ
q-town = শহর বা জেলা
q-compound = কম্পাউন্ড, পার্ক, হোটেল বা কোম্পানির নাম
q-building = কোন দালান, কত তলা, কোন ঘর
q-coordinates = জিপিএস (GPS) নম্বর বা ম্যাপের লিংক
q-landmarks = সেখানে কী কী দেখা যায়?
    .hint = সাইনবোর্ড, রং, নদী, টাওয়ার, জানালা দিয়ে যা দেখা যায়।
q-place-how-known = জায়গাটার কথা আপনি কীভাবে জানেন?
    .opt-saw-it = আমি নিজে দেখেছি
    .opt-person-told = যাঁকে আটকে রাখা হয়েছে, তিনি আমাকে বলেছেন
    .opt-phone-location = ফোন থেকে পাঠানো লোকেশন
    .opt-photo = ছবি বা ভিডিও থেকে
    .opt-somebody-told = অন্য কেউ আমাকে বলেছে
    .opt-guess = আমার অনুমান
q-place-when = এটা কবেকার খবর?
q-place-phone = খবরটা কার ফোন থেকে এসেছে?
    .opt-theirs = তাঁর নিজের
    .opt-borrowed = ধার করা ফোন
    .opt-compounds = কম্পাউন্ডের ফোন
q-moved = এরপর কি তাঁকে অন্য কোথাও সরানো হয়েছে?

block-harm = তাঁর সঙ্গে কী করা হচ্ছে
    .why = প্রশ্নগুলো কঠিন। যেটা ইচ্ছা বাদ দিন। আমরা কত তাড়াতাড়ি কাজ করব, তা এই উত্তরগুলো দেখে ঠিক হয়।
q-ilo-vulnerability = তাঁর অভাব বা দুর্বলতার সুযোগ কি কেউ নিচ্ছে?
q-ilo-deception = কাজ নিয়ে কি তাঁকে মিথ্যা বলে ঠকানো হয়েছে?
q-ilo-movement = চলে যেতে চাইলে কি তাঁকে বাধা দেওয়া হয়?
q-ilo-isolation = তাঁকে কি অন্যদের থেকে আলাদা করে, যোগাযোগ ছাড়া রাখা হয়?
q-ilo-physical = তাঁকে কি মারধর করা হয় বা আঘাত করা হয়?
q-ilo-sexual = সেখানে কি যৌন নির্যাতন হয়?
    .why = যাতে ঠিক ডাক্তার আর ঠিক মানুষ সেখানে থাকেন। এর বেশি কিছু বলতে হবে না।
q-ilo-threats = তাঁকে কি হুমকি দেওয়া হয়?
q-ilo-documents = তাঁর পাসপোর্ট বা পরিচয়পত্র কি নিয়ে নেওয়া হয়েছে?
q-ilo-wages = তাঁর বেতন কি আটকে রাখা হয়?
q-ilo-debt = তাঁকে কি বলা হয় যে তাঁর দেনা আছে?
q-ilo-conditions = তাঁকে কি খারাপ অবস্থায় থাকতে হয়?
q-ilo-overtime = তাঁকে কি অনেক বেশি সময় কাজ করতে হয়?
q-danger = এখন কি এর কোনোটা ঘটছে?
    .why = তাহলে একজন মানুষ এক দিনের মধ্যে আপনার বার্তা দেখেন।
    .opt-death-near = তাঁর জীবন বিপদে আছে
    .opt-torture = তাঁকে নির্যাতন করা হচ্ছে
    .opt-self-harm = তিনি নিজের ক্ষতি করতে পারেন
    .opt-medical = তাঁর এখনই ডাক্তার দরকার
    .opt-hunted = তিনি পালিয়েছেন, তাঁকে ধরতে খোঁজা হচ্ছে
    .opt-being-returned = তাঁকে খুব শিগগির ফেরত পাঠানো হবে
    .opt-food-denied = তিনি খাবার পাচ্ছেন না
    .opt-medicine-denied = তিনি ওষুধ পাচ্ছেন না
q-forced-to = তাঁকে দিয়ে জোর করে কী করানো হয়?
    .hint = এর জন্য এখানে কেউ আপনাকে দোষ বা শাস্তি দেবে না, তাঁকেও না।
q-quota = তাঁকে কত টাকা এনে দিতে হয়?
q-punishments = যাঁরা তা পারেন না, তাঁদের সঙ্গে কী করা হয়?
q-sold = তাঁকে কি বিক্রি করা হয়েছে, বা বিক্রির হুমকি দেওয়া হয়েছে?
    .opt-sold = বিক্রি করা হয়েছে
    .opt-threatened = হুমকি দেওয়া হয়েছে
q-sold-text = কতবার, আর কত টাকায়?

block-money = টাকার দাবি
    .why = আমরা কখনো টাকা চাই না। আমাদের নাম করে কেউ টাকা চাইলে, সেটা মিথ্যা।
q-ransom = তাঁর জন্য কি কেউ টাকা দাবি করছে?
q-ransom-sum = কত, আর কোন মুদ্রায় (টাকা, ডলার বা অন্য কিছু)?
q-ransom-account = কোন ওয়ালেটে, কোন অ্যাকাউন্টে বা কার নামে?
    .why = টাকা কোন পথে যায়, তার খোঁজ করা যায়।
q-ransom-channel = তারা আপনার সঙ্গে কীভাবে যোগাযোগ করে?
q-deadline = কত তারিখ পর্যন্ত সময় দিয়েছে?
q-deadline-for = তখন কী হবে?
    .opt-ransom = টাকা দিতে হবে
    .opt-sale = তাঁকে বিক্রি করা হবে
    .opt-transfer = তাঁকে অন্য জায়গায় সরানো হবে
q-paid = এ পর্যন্ত কত টাকা দেওয়া হয়েছে?
q-proof-of-life = শেষ কী দেখে বা শুনে বুঝেছেন যে তিনি বেঁচে আছেন?

block-contact = যোগাযোগ রাখা
    .why = ভুল সময়ে বার্তা গেলে, যাঁকে আটকে রাখা হয়েছে তাঁর ক্ষতি হতে পারে।
q-last-contact = শেষ কবে তাঁর সঙ্গে যোগাযোগ হয়েছে?
q-contact-now = আর এখন?
    .opt-in-contact = এখনো যোগাযোগ আছে
    .opt-newly-lost = গত কয়েক দিনে যোগাযোগ বন্ধ হয়েছে
    .opt-long-lost = আরও আগে যোগাযোগ বন্ধ হয়েছে
q-phone-watched = তাঁর ফোনে কি নজর রাখা হয়?
q-contact-held = যাঁকে আটকে রাখা হয়েছে, আমরা কি তাঁর সঙ্গে যোগাযোগ করতে পারি?
    .why = আপনি হ্যাঁ বললে তবেই আমরা তা করি, আর আগে ভেবে না দেখে কখনো করি না।
q-reply-when = কখন উত্তর পড়া আপনার জন্য নিরাপদ?
q-safe-phrase = এমন একটা কথা, যা শুধু আপনারা দুজন জানেন
    .why = এটা দিয়ে তিনি বুঝতে পারবেন, কে সত্যিই সাহায্য করতে এসেছে আর কে ভুয়া।

block-others = সেখানে আর যাঁরা আছেন
    .why = আপনার বার্তায় একজনের বেশি মানুষের উপকার হতে পারে।
q-others-count = আর কতজন?
q-others-from = তাঁরা কোথাকার মানুষ?
q-others-minors = সেখানে কি শিশু-কিশোর আছে?
q-others-deaths = কেউ কি মারা গেছেন?

block-told = আর কে কে জানেন
    .why = যাতে দুজন সাহায্য করতে গিয়ে একে অন্যের কাজে বাধা না দেন।
q-told = আপনি কাকে কাকে জানিয়েছেন?
    .opt-embassy = কোনো দূতাবাসকে
    .opt-police = পুলিশকে
    .opt-ngo = কোনো সংস্থাকে
    .opt-press = কোনো সাংবাদিককে
    .opt-nobody = কাউকে না
q-told-text = আবেদন বা অভিযোগের নম্বর (রেফারেন্স নম্বর), তারিখ, নাম

block-wishes = আপনি কী কী অনুমতি দেন
    .why = অনুমতি না দিলে কাউকে কিছুই জানানো হয় না। যেটার উত্তর দেবেন না, সেটা ধরা হবে: জিজ্ঞেস করা হয়নি, তাই জানানোও হবে না।
q-share-embassy = তাঁর দেশের দূতাবাসকে
q-share-iom = আন্তর্জাতিক অভিবাসন সংস্থাকে (আইওএম, IOM)
q-share-shelter = আশ্রয়কেন্দ্র বা ডাক্তারদের
q-share-home-police = তাঁর নিজের দেশের পুলিশকে
q-share-host-police = যেখানে তাঁকে আটকে রাখা হয়েছে, সেখানকার পুলিশকে
    .why = কোনো কোনো জায়গায় এটা বিপজ্জনক। আমরা তা জানি।
q-share-ngo = সাহায্য করে এমন অন্য সংস্থাকে
q-share-press = সাংবাদিকদের
q-never-share = কাকে এটা কখনোই দেখানো যাবে না?
q-victim-agrees = যাঁকে আটকে রাখা হয়েছে, তিনি কি রাজি?
    .why = আপনি রাজি মানেই তিনি রাজি, তা নয়। আমরা দুজনের মতামতই লিখে রাখি।
q-go-home = যাঁকে আটকে রাখা হয়েছে, তিনি কি বাড়ি ফিরতে চান?
q-fears-home = যাঁকে আটকে রাখা হয়েছে, তিনি কি বাড়ি ফিরতে ভয় পান?
