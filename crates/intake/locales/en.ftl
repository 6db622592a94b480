# The pages in English.
# reviewed-by: the authors

title = Message form
skip = Skip to the content
exit = Leave this page
exit-hint = "Leave this page" opens another site. It does not erase the history of this device.
languages = Languages
never-money = We never ask for money. Whoever asks for money in our name is lying.

choose-heading = Choose your language

landing-heading = Tell us where somebody is held
landing-lead = If you know somebody who is held and forced to cheat people online, you can tell people who help here.
landing-who = Who reads it
landing-who-text = Only the reviewers of this organisation: { $organisation }. Your message is sealed at once. This computer cannot open it again.
landing-anonymous = You need no name, no account and no e-mail.
landing-trouble = You are not in trouble for what you or they were made to do.
landing-promise = We cannot promise a rescue. We promise that a person reads what you write.
landing-start = Start
landing-keys = To whom messages are sealed

safety-heading = Before you write
safety-history = The button "Leave this page" does not erase the history of this device. Use a private window, or erase the history yourself.
safety-device = Use a phone or computer that nobody else looks into. A borrowed one is better than one that is watched.
safety-wifi = Do not write from inside a compound, or over its Wi-Fi.
safety-person = Do not write to the person held about this message. Their phone may be watched.
safety-code = At the end you get a code. Write it down only if that is safe.
safety-network = Whoever watches your connection can see that you visited this site, and roughly how much you sent. Tor Browser hides more.
safety-server = The sealing happens on our computer. If somebody took it over, they could read what is typed from then on.
safety-continue = I have read this. Go to the form

form-heading = Your message
form-required = Only this part must be filled in
form-optional = Everything else is optional
form-optional-text = Answer what you like, and leave the rest. You can send at any time.
form-why = Why we ask:
form-files = Photos or files
form-files-hint = Up to { $files } files, { $megabytes } MB together. You choose them again if the form comes back with a mistake.
form-voice = Voice message
form-voice-hint = Record it with your phone, or choose a recording.
form-send = Send
form-send-hint = A large file can take long. Wait for the code.
form-choose = Choose
form-text-limit = All text together: about { $kilobytes } thousand letters in English, fewer in other scripts. Send longer text as a file.
form-grace = Messages were last collected on { $day }. Reading may take longer than usual.
form-grace-never = Messages have not been collected yet. Reading may take longer than usual.

error-heading = Your message was not sent yet
error-kept = Everything you typed is still here.
error-files = Choose these files again, a browser cannot keep them:
error-story-empty = Write something under "Tell us what you know". One word is enough.
error-no-such-option = Choose one of the answers that are offered.
error-text-too-long = This text is too long. Shorten it, or send it as a file.
error-not-text = Some letters could not be read. Write them again.
error-too-many-fields = The form came back with too many parts. Send it again from this page.
error-files-too-large = The files are larger than { $megabytes } MB together. Send fewer, or send the rest in a second message.
error-too-many-files = These are more than { $files } files. Send the rest in a second message.
error-form-expired = This form was open for too long, or did not come from this site. It is renewed now: send it again.
error-try-later = Too many requests come from your network at this moment. Wait { $seconds } seconds and send again.
error-closed = Nobody can read new messages at this time. Keep what you typed and come back in a few days.
error-store-full = There is no room for more at this moment. Try again tomorrow, or send the text without files.
error-internal = Something broke on our side, and your message was not kept. Send it again.

receipt-heading = Your message arrived
receipt-safe = It is sealed and stored. Only the reviewers can open it.
receipt-code = Your code
receipt-keep = With this code you can come back, read a reply and add more. It is shown only once. Nobody can find it again for you.
receipt-how = Write it on paper without saying what it is for, or remember it. Do not take a screenshot if somebody looks into this phone. Do not keep it if it could put you in danger.
receipt-picture = Show it as a picture for another phone
receipt-no-code = There is no code: nobody can come back to this message, you neither.
picture-label = The code as a square of dots
picture-text = Another phone that you trust can take the code from this picture. Whoever photographs it can read your replies.
receipt-next = What happens now
receipt-next-text = A person reads your message, usually within a few days. We may be unable to tell you what we do, so that nobody is put in danger.
receipt-leave = Now close this window and erase it from the history of this device.

keys-heading = To whom messages are sealed
keys-text = Messages are sealed to these keys. If you know our fingerprint from elsewhere, you can compare it.
keys-site = Line
keys-issue = Issue { $issue } of { $day }
keys-root = Fingerprint of the key that signs this list
keys-today = Keys for today
keys-reviewer = Reviewers
keys-recovery = Recovery key
keys-files = The signed list as a file:

closed-heading = This form is closed for now
closed-text = Nobody can read new messages at this time, so we do not take any. Come back in a few days. What you sent before is safe.

problem-not-found = This page does not exist
problem-not-found-next = Perhaps the address is misspelt. Start at the first page.
problem-cross-site = This form was sent from another site
problem-cross-site-next = For your safety we take messages only from our own form. Open it here and write again.
problem-method = This page cannot be used like that
problem-method-next = Start at the first page.
problem-bad-request = The form did not arrive whole
problem-bad-request-next = The connection broke, or it was not our form. Nothing was kept. Go back in your browser and send again.
problem-busy = Too many people are sending at this moment
problem-busy-next = Nothing was kept. Go back in your browser, where your words may still stand, wait a minute and send again.
problem-internal = Something broke on our side
problem-internal-next = Nothing was kept. Try again in some minutes.
problem-start = First page

mailbox-heading = Your mailbox
mailbox-lead = With the code that you got, you can read replies and write more.
mailbox-code = Your code
mailbox-code-hint = 28 digits. Spaces and dashes do not matter, nor the script of the digits.
mailbox-open = Open
mailbox-lost = A lost code cannot be found again. You can send a new message at any time.
mailbox-not-open = The mailbox did not open
mailbox-waiting = No confirmation of the reviewers is here. Either they have not received your message yet, or their confirmation is old and has been removed.
mailbox-received = Reviewers received your message on { $day }.
mailbox-closed = Reviewers closed this case on { $day }. Send a new message if there is more to say.
mailbox-replies = Replies
mailbox-reply = Reply of { $day }
mailbox-no-reply = There is no reply.
mailbox-erase = I have read this: erase it
mailbox-erase-hint = It is erased from our server at once and cannot be read again. Without this it goes by itself after some weeks.
mailbox-erased = What you read is erased from our server.
mailbox-more = Write more
mailbox-story = Your message
mailbox-story-hint = It is sealed, and joined to what you sent before. Only the reviewers can read it.
mailbox-sent = Your message arrived. It is sealed and stored.
error-code-length = A code has 28 digits, and nothing else. Compare it with what you wrote down.
error-code-digit = One digit is wrong, or two are swapped. Compare it with what you wrote down.
error-code-unknown = No mailbox opens with this code. It may have been made elsewhere, or its time is over.
error-session-over = The page was open too long. Type your code again; what you wrote is not sent yet.
error-page-over = The page was open too long. Type your code again.
error-case-closed = Reviewers closed this case while you wrote, and this message is not sent. Send it as a new message: copy your words from below.
landing-mailbox = I have a code: read replies

wait-title = Waiting time
wait-left = Wait { $seconds } seconds. What you typed stays on this page.
wait-over = You can send it now. Press the button again.
