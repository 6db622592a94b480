# The pages in Swahili.
# reviewed-by:
# doubtful: landing-heading: "kushikiliwa kwa nguvu" (held by force) is used for "held"; in Tanzania "kushikiliwa" alone is also said of police custody, and Kenyans also say "kuzuiliwa".
# doubtful: landing-who-text: "wasomaji wetu" (our readers) is used for reviewers throughout, because "wakaguzi" sounds like official inspectors; it may sound like readers of a newspaper.
# doubtful: landing-trouble: the person held is "yeye" (singular) throughout, since Swahili cannot leave the number open; with several people held it reads less well.
# doubtful: landing-step-seal: "kufungwa kwa ufunguo" (locked with a key) is used for sealed throughout; is it understood of a message?
# doubtful: landing-step-code: the English word "code" is kept, because "namba ya siri" means the PIN of mobile money and would frighten or mislead; does everybody know "code"?
# doubtful: safety-wifi: "kambi" (camp) is used for compound; the news also say "kituo cha utapeli", and "kambi" alone can be a refugee or army camp.
# doubtful: keys-site: "Laini" is used for the tip line; it also means a SIM card or a phone line.

title = Fomu ya ujumbe
skip = Nenda moja kwa moja kwenye maandishi makuu
exit = Ondoka kwenye ukurasa huu
exit-hint = Kitufe cha “Ondoka kwenye ukurasa huu” kinafungua tovuti nyingine. Hakifuti historia ya kurasa ulizofungua kwenye kifaa hiki.
exit-keys = Kubonyeza kitufe cha Shift mara tatu kunafanya kazi hiyo hiyo.
languages = Lugha
languages-kept = Ukibadilisha lugha, kila kitu ulichoandika kinabaki. Faili inabidi uzichague tena.
unreviewed = Ukurasa huu ulitafsiriwa na mashine, na bado haujakaguliwa na mtu ambaye Kiswahili ni lugha yake ya kwanza. Baadhi ya maneno yanaweza kuwa na makosa.
certificate-ended = Cheti cha tovuti hii kimeisha muda wake. Kama kivinjari chako kilikuonya kuhusu hilo, hakiwezi kujua kama hii ni tovuti halisi. Rudi baada ya siku chache, au tumia Tor kama unajua anwani yetu huko.
never-money = Sisi hatuombi pesa kamwe. Mtu yeyote anayeomba pesa kwa jina letu anadanganya.

choose-heading = Chagua lugha yako

landing-heading = Tuambie mahali ambapo mtu anashikiliwa kwa nguvu
landing-lead = Kama unamjua mtu anayeshikiliwa na kulazimishwa kutapeli watu mtandaoni, unaweza kuwaambia hapa watu wanaosaidia.
landing-who = Nani anausoma ujumbe
landing-who-text = Ni wasomaji wetu tu, watu wa shirika hili: { $organisation }. Ujumbe wako unafungwa kwa ufunguo papo hapo. Kompyuta yetu hii haiwezi kuufungua tena.
landing-anonymous = Huhitaji jina, akaunti wala barua pepe.
landing-trouble = Hapa hakuna mtu atakayewaadhibu au kuwalaumu, wewe wala mtu huyo, kwa mambo mliyolazimishwa kufanya.
landing-promise = Hatuwezi kuahidi kwamba mtu ataokolewa. Tunaahidi kwamba kuna mtu atakayesoma unachoandika.
landing-another = Unaweza pia kuandika kwa niaba ya mtu asiyeweza kusoma au kuandika. Msomee maswali, na uandike anachosema.
landing-steps = Jinsi inavyofanya kazi
landing-step-write = Unaandika, unazungumza au unaongeza picha. Sentensi moja inatosha.
landing-step-seal = Ujumbe unafungwa kwa ufunguo. Wasomaji wetu tu ndio wanaoweza kuufungua.
landing-step-code = Unapata code, yaani namba maalumu. Kwa code hiyo unaweza kurudi na kusoma jibu.
landing-start = Anza
landing-keys = Ujumbe unafungwa kwa funguo za nani

safety-heading = Kabla ya kuandika
safety-history = Kitufe cha “Ondoka kwenye ukurasa huu” hakifuti historia ya kurasa ulizofungua kwenye kifaa hiki. Tumia dirisha la siri (private au incognito), au futa historia hiyo wewe mwenyewe.
safety-device = Tumia simu au kompyuta ambayo hakuna mtu mwingine anayeichungulia. Ya kuazima ni bora kuliko inayofuatiliwa.
safety-wifi = Usiandike ukiwa ndani ya kambi ya matapeli, wala kwa kutumia Wi-Fi ya kambi hiyo.
safety-person = Usimwandikie mtu anayeshikiliwa kuhusu ujumbe huu. Huenda simu yake inafuatiliwa.
safety-code = Mwishoni utapata code. Iandike mahali ikiwa tu ni salama kufanya hivyo.
safety-network = Mtu anayefuatilia intaneti yako anaweza kuona kwamba ulifungua tovuti hii, na kukadiria ulituma kiasi gani. Tor Browser inaficha zaidi.
safety-server = Ujumbe unafungwa kwa ufunguo kwenye kompyuta yetu. Kama mtu angeweza kuiingilia na kuidhibiti kompyuta hiyo, angeweza kusoma yanayoandikwa kuanzia wakati huo.
safety-continue = Nimesoma haya. Nenda kwenye fomu

form-heading = Ujumbe wako
form-required = Ni sehemu hii tu ambayo lazima ijazwe
form-optional = Mengine yote si lazima
form-optional-text = Jibu unayotaka, na uache mengine. Unaweza kutuma wakati wowote.
form-why = Kwa nini tunauliza:
form-files = Picha au faili
form-files-hint = Hadi faili { $files }, kwa jumla MB { $megabytes }. Fomu ikirudi kwa sababu ya kosa, utazichagua tena.
form-files-app = Ukigusa hapa na hakuna kinachotokea, ukurasa huu umefunguliwa ndani ya programu nyingine. Ufungue kwenye browser ya simu yenyewe.
form-photo = Piga picha
form-photo-hint = Kwenye simu, hii inafungua kamera. Piga picha kabla ya kuandika: kwenye baadhi ya simu, ukurasa unakuwa mtupu baada ya kupiga picha. Simu inaweza kubaki na nakala ya picha.
form-voice = Ujumbe wa sauti
form-voice-hint = Kwenye simu unaweza kurekodi hapa, kama huwezi au hutaki kuandika. Urekodi kabla ya kuandika kitu chochote: kwenye baadhi ya simu, ukurasa unakuwa mtupu baada ya kurekodi. Simu inaweza kubaki na nakala. Rekodi ambayo tayari unayo unaweza kuiongeza kwenye “Picha au faili”.
form-send = Tuma
form-send-hint = Faili kubwa inaweza kuchukua muda mrefu. Subiri hadi ukurasa unaofuata ufunguke.
form-sending = Inatumwa: { $percent } %. Usifunge ukurasa huu.
form-broke = Mtandao ulikatika. Ulichoandika na ulichochagua bado viko hapa. Bonyeza “Tuma” tena: ujumbe hautafika mara mbili.
form-letters = Herufi hadi sasa: { $letters }
form-choose = Chagua
form-text-limit = Maandishi yote kwa pamoja: takriban herufi elfu { $kilobytes } kwa Kiingereza, na pungufu ya hizo kwa lugha zenye herufi za aina nyingine. Maandishi marefu zaidi yatume kama faili.
form-grace = Wasomaji wetu walichukua ujumbe mara ya mwisho tarehe { $day }. Huenda ujumbe wako ukachelewa kusomwa kuliko kawaida.
form-grace-never = Wasomaji wetu bado hawajachukua ujumbe wowote. Huenda ujumbe wako ukachelewa kusomwa kuliko kawaida.

error-heading = Ujumbe wako bado haujatumwa
error-kept = Kila kitu ulichoandika bado kiko hapa.
error-files = Chagua tena faili hizi, kwa sababu browser haiwezi kuzihifadhi:
error-story-empty = Andika kitu chini ya “Tuambie unachojua”. Neno moja linatosha.
error-no-such-option = Chagua jibu moja kati ya yaliyopo.
error-text-too-long = Maandishi haya ni marefu mno. Yafupishe, au yatume kama faili.
error-not-text = Baadhi ya herufi hazikusomeka. Ziandike tena.
error-cut = Fomu haikufika yote. Iliyofika iko hapa: iangalie kisha uitume tena.
error-too-many-fields = Fomu ilirudi ikiwa na sehemu nyingi mno. Itume tena kutoka kwenye ukurasa huu.
error-file-empty = Faili { $file } haina kitu ndani. Ichague tena au chagua nyingine, au tuma bila hiyo.
error-voice-empty = Ujumbe wa sauti hauna sauti yoyote. Urekodi tena, au tuma bila huo.
error-files-too-large = Faili zote kwa pamoja zinazidi MB { $megabytes }. Tuma chache zaidi, au tuma zilizobaki katika ujumbe wa pili.
error-too-many-files = Hizi ni zaidi ya faili { $files }. Tuma zilizobaki katika ujumbe wa pili.
error-form-expired = Fomu hii ilikaa wazi kwa muda mrefu mno, au haikutoka kwenye tovuti hii. Sasa imefanywa upya: itume tena.
error-try-later = Kwa sasa kuna utumaji mwingi mno kutoka kwenye mtandao wako. Subiri sekunde { $seconds }, kisha utume tena.
error-closed = Kwa sasa hakuna anayeweza kusoma ujumbe mpya. Tunza ulichoandika, na urudi baada ya siku chache.
error-store-full = Kwa sasa hakuna nafasi zaidi. Jaribu tena kesho, au tuma maandishi bila faili.
error-no-room = Kwa sasa hakuna kinachoweza kutumwa: kompyuta yetu haina nafasi tena. Jaribu tena kesho. Majibu bado yanaweza kusomwa.
error-internal = Kuna kitu kiliharibika upande wetu, na ujumbe wako haukuhifadhiwa. Utume tena.

receipt-heading = Ujumbe wako umefika
receipt-safe = Umefungwa kwa ufunguo na kuhifadhiwa. Wasomaji wetu tu ndio wanaoweza kuufungua.
receipt-code = Code yako
receipt-keep = Kwa code hii unaweza kurudi, kusoma jibu na kuongeza mengine. Inaonyeshwa mara moja tu. Hakuna mtu anayeweza kukutafutia tena.
receipt-how = Iandike kwenye karatasi bila kusema ni ya nini, au ikariri kichwani. Usipige picha ya skrini (screenshot) kama kuna mtu anayechungulia simu hii. Usibaki nayo kama inaweza kukuweka hatarini.
receipt-print = Ukichapisha (print) ukurasa huu, inachapishwa code tu, bila kitu chochote kinachosema ni ya nini. Baadhi ya browser zinachapisha anwani ya tovuti pembeni mwa karatasi: zima hilo kwenye dirisha la kuchapisha.
receipt-print-site = Chapisha pia anwani ya tovuti hii
receipt-picture = Ionyeshe kama picha kwa ajili ya simu nyingine
receipt-no-code = Hakuna code: hakuna mtu anayeweza kurudi kwenye ujumbe huu, hata wewe.
picture-label = Code kama mraba wa nukta
picture-text = Simu nyingine unayoiamini inaweza kuchukua code kutoka kwenye picha hii. Mtu yeyote anayeipiga picha anaweza kusoma majibu unayopewa.
receipt-next = Nini kinafuata sasa
receipt-next-text = Kuna mtu atakayesoma ujumbe wako, kwa kawaida ndani ya siku chache. Huenda tusiweze kukuambia tunachofanya, ili mtu yeyote asiwekwe hatarini.
receipt-leave = Sasa funga dirisha hili na ulifute kwenye historia ya kifaa hiki.

keys-heading = Ujumbe unafungwa kwa funguo za nani
keys-text = Ujumbe unafungwa kwa funguo hizi. Kama unaijua alama yetu ya utambulisho (fingerprint) kutoka mahali pengine, unaweza kuilinganisha.
keys-site = Laini
keys-issue = Toleo namba { $issue } la tarehe { $day }
keys-root = Alama ya utambulisho (fingerprint) ya ufunguo unaotia sahihi orodha hii
keys-today = Funguo za leo
keys-reviewer = Wasomaji wetu
keys-recovery = Ufunguo wa akiba
keys-files = Orodha iliyotiwa sahihi, kama faili:

closed-heading = Fomu hii imefungwa kwa sasa
closed-text = Kwa sasa hakuna anayeweza kusoma ujumbe mpya, kwa hiyo hatupokei wowote. Rudi baada ya siku chache. Ulichotuma awali kiko salama.

problem-not-found = Ukurasa huu haupo
problem-not-found-next = Huenda anwani imeandikwa vibaya. Anza kwenye ukurasa wa kwanza.
problem-cross-site = Fomu hii ilitumwa kutoka kwenye tovuti nyingine
problem-cross-site-next = Kwa usalama wako, tunapokea ujumbe kutoka kwenye fomu yetu tu. Ifungue hapa na uandike tena.
problem-method = Ukurasa huu hauwezi kutumika hivyo
problem-method-next = Anza kwenye ukurasa wa kwanza.
problem-bad-request = Fomu haikufika yote
problem-bad-request-next = Mtandao ulikatika, au haikuwa fomu yetu. Hakuna kilichohifadhiwa. Rudi nyuma kwenye browser yako na utume tena.
problem-busy = Kwa sasa watu wengi mno wanatuma
problem-busy-next = Hakuna kilichohifadhiwa. Rudi nyuma kwenye browser yako, ambako huenda maneno yako bado yapo, subiri dakika moja na utume tena.
problem-internal = Kuna kitu kiliharibika upande wetu
problem-internal-next = Hakuna kilichohifadhiwa. Jaribu tena baada ya dakika chache.
problem-start = Ukurasa wa kwanza

mailbox-heading = Sanduku lako la ujumbe
mailbox-lead = Kwa code uliyopata, unaweza kusoma majibu na kuandika zaidi.
mailbox-code = Code yako
mailbox-code-hint = Tarakimu 28. Nafasi na vistari si tatizo, wala tarakimu za maandishi ya aina nyingine.
mailbox-open = Fungua
mailbox-lost = Code iliyopotea haiwezi kupatikana tena. Unaweza kutuma ujumbe mpya wakati wowote.
mailbox-not-open = Sanduku la ujumbe halikufunguka
mailbox-waiting = Hapa hakuna uthibitisho kutoka kwa wasomaji wetu. Labda bado hawajapokea ujumbe wako, au uthibitisho wao ni wa zamani na umeondolewa.
mailbox-received = Wasomaji wetu walipokea ujumbe wako tarehe { $day }.
mailbox-closed = Wasomaji wetu walifunga suala hili tarehe { $day }. Tuma ujumbe mpya kama kuna mengine ya kusema.
mailbox-replies = Majibu
mailbox-reply = Jibu la tarehe { $day }
mailbox-no-reply = Hakuna jibu.
mailbox-erase = Nimesoma haya: yafute
mailbox-erase-hint = Yanafutwa papo hapo kwenye kompyuta yetu na hayawezi kusomwa tena. Usipofanya hivi, yanajifuta yenyewe baada ya wiki kadhaa.
mailbox-erased = Ulichosoma kimefutwa kwenye kompyuta yetu.
mailbox-more = Andika zaidi
mailbox-story = Ujumbe wako
mailbox-story-hint = Unafungwa kwa ufunguo, na kuunganishwa na ulichotuma awali. Wasomaji wetu tu ndio wanaoweza kuusoma.
mailbox-sent = Ujumbe wako umefika. Umefungwa kwa ufunguo na kuhifadhiwa.
error-code-length = Code ina tarakimu 28, bila kitu kingine. Ilinganishe na ile uliyoiandika ulipoipata.
error-code-found = Tarakimu zilizoonekana hapa: { $found }.
error-code-letter = Kati yake kuna herufi: labda O badala ya 0, au l badala ya 1.
error-code-digit = Tarakimu moja si sahihi, au mbili zimebadilishana nafasi. Linganisha code na ile uliyoiandika ulipoipata.
error-code-unknown = Hakuna sanduku la ujumbe linalofunguka kwa code hii. Huenda ilitengenezwa kwingine, au muda wake umekwisha.
error-session-over = Ukurasa ulikaa wazi kwa muda mrefu mno. Andika code yako tena; ulichoandika bado hakijatumwa.
error-page-over = Ukurasa ulikaa wazi kwa muda mrefu mno. Andika code yako tena.
error-case-closed = Wasomaji wetu walifunga suala hili ulipokuwa unaandika, na ujumbe huu haujatumwa. Utume kama ujumbe mpya: nakili maneno yako kutoka hapa chini.
landing-mailbox = Nina code: nataka kusoma majibu

wait-title = Muda wa kusubiri
wait-left = Subiri sekunde { $seconds }. Ulichoandika kinabaki kwenye ukurasa huu.
wait-over = Sasa unaweza kutuma. Bonyeza kitufe tena.
