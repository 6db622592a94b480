# The pages in Brazilian Portuguese.
# reviewed-by:
# doubtful: landing-who-text: "equipe de leitura" (reading team) is used for "reviewers" everywhere, since "revisores" are proofreaders; it is plain, but not a set term. "This computer" is written as "the computer of this site".
# doubtful: safety-wifi: "complexo" alone also means a group of favelas or prisons, so it is written here as "complexo de golpes" (scam compound), as in the news.
# doubtful: keys-site: "Canal" (channel) is used, since "Linha" alone would be heard as a telephone line or a line of text.
# doubtful: keys-root: "impressão digital" is the usual technical term, but many readers know it only for fingers.
# doubtful: mailbox-closed: "encerrou este caso" may remind some readers of the police.

title = Formulário de mensagem
skip = Pular para o conteúdo
exit = Sair desta página
exit-hint = “Sair desta página” abre outro site. Isso não apaga o histórico deste aparelho.
exit-keys = Apertar três vezes a tecla Shift faz o mesmo.
languages = Línguas
languages-kept = Se você mudar a língua, tudo o que escreveu vai junto. Os arquivos precisam ser escolhidos de novo.
unreviewed = Uma máquina traduziu esta página, e ninguém que fala português desde criança conferiu o texto ainda. Algumas palavras podem estar erradas.
certificate-ended = O certificado deste site venceu. Se o seu navegador avisou sobre isso, ele não consegue saber se este é o site verdadeiro. Volte daqui a alguns dias, ou use o Tor se você conhece o nosso endereço lá.
never-money = Nós nunca pedimos dinheiro. Quem pede dinheiro em nosso nome está mentindo.

choose-heading = Escolha a sua língua

landing-heading = Conte para nós onde uma pessoa está sendo mantida à força
landing-lead = Se você conhece uma pessoa que está sendo mantida à força e obrigada a enganar gente pela internet, aqui você pode contar isso a pessoas que ajudam.
landing-who = Quem lê
landing-who-text = Só a equipe de leitura desta organização: { $organisation }. Sua mensagem é trancada na hora. O computador deste site não consegue mais abrir a mensagem.
landing-anonymous = Você não precisa de nome, nem de conta, nem de e-mail.
landing-trouble = Aqui ninguém vai culpar nem castigar você pelo que obrigaram você ou a outra pessoa a fazer.
landing-promise = Não podemos prometer tirar ninguém de lá. Prometemos que uma pessoa lê o que você escreve.
landing-another = Você também pode escrever por alguém que não consegue ler ou escrever. Leia as perguntas para a pessoa e escreva o que ela disser.
landing-steps = Como funciona
landing-step-write = Você escreve, fala ou coloca fotos. Uma frase basta.
landing-step-seal = A mensagem é trancada. Só a equipe de leitura pode abrir.
landing-step-code = Você recebe um código. Com ele você pode voltar e ler uma resposta.
landing-start = Começar
landing-keys = Quem pode abrir as mensagens trancadas

safety-heading = Antes de escrever
safety-history = O botão “Sair desta página” não apaga o histórico deste aparelho. Use uma janela anônima, ou apague o histórico por conta própria.
safety-device = Use um celular ou computador que mais ninguém olha. Um emprestado é melhor que um vigiado.
safety-wifi = Não escreva de dentro de um complexo de golpes, nem pelo Wi-Fi de lá.
safety-person = Não escreva para a pessoa mantida à força sobre esta mensagem. O celular dela pode estar vigiado.
safety-code = No fim você recebe um código. Só anote o código se isso for seguro.
safety-network = Quem vigia a sua conexão pode ver que você visitou este site e, mais ou menos, o tamanho do que enviou. O Tor Browser esconde mais.
safety-server = A mensagem é trancada no nosso computador. Se alguém tomasse o controle dele, poderia ler o que fosse digitado dali em diante.
safety-continue = Já li isto. Ir para o formulário

form-heading = Sua mensagem
form-required = Só esta parte precisa ser preenchida
form-optional = Todo o resto é só se você quiser
form-optional-text = Responda o que quiser e deixe o resto. Você pode enviar a qualquer momento.
form-why = Por que perguntamos:
form-files = Fotos ou arquivos
form-files-hint = Até { $files } arquivos, { $megabytes } MB no total. Se o formulário voltar com um erro, você escolhe os arquivos de novo.
form-files-app = Se nada acontecer quando você tocar aqui, esta página está aberta dentro de um aplicativo. Abra a página no navegador do próprio celular.
form-photo = Tirar uma foto
form-photo-hint = No celular, isto abre a câmera. Tire a foto antes de escrever: em alguns celulares, a página fica vazia depois da foto. O celular pode guardar uma cópia da foto.
form-voice = Mensagem de voz
form-voice-hint = No celular, você pode gravar aqui, se não consegue ou não quer escrever. Grave antes de escrever qualquer coisa: em alguns celulares, a página fica vazia depois da gravação. O celular pode guardar uma cópia. Se você já tem uma gravação, pode colocar em “Fotos ou arquivos”.
form-send = Enviar
form-send-hint = Um arquivo grande pode demorar. Espere até abrir a próxima página.
form-sending = Enviando: { $percent }%. Deixe esta página aberta.
form-broke = A conexão caiu. O que você escreveu e escolheu ainda está aqui. Aperte “Enviar” de novo: a mensagem não chega duas vezes.
form-letters = Letras até agora: { $letters }
form-choose = Escolha
form-text-limit = Todo o texto junto: cerca de { $kilobytes } mil letras em português ou inglês, menos em outros tipos de escrita. Se o texto for maior, envie como arquivo.
form-grace = As mensagens foram recolhidas pela última vez em { $day }. A leitura pode demorar mais que de costume.
form-grace-never = As mensagens ainda não foram recolhidas. A leitura pode demorar mais que de costume.

error-heading = Sua mensagem ainda não foi enviada
error-kept = Tudo o que você escreveu ainda está aqui.
error-files = O navegador não consegue guardar arquivos. Escolha estes de novo:
error-story-empty = Escreva alguma coisa em “Conte o que você sabe”. Uma palavra basta.
error-no-such-option = Escolha uma das respostas da lista.
error-text-too-long = Este texto é comprido demais. Encurte o texto, ou envie como arquivo.
error-not-text = Não foi possível ler algumas letras. Escreva de novo.
error-cut = O formulário não chegou inteiro. O que chegou está aqui: confira e envie de novo.
error-too-many-fields = O formulário voltou com partes demais. Envie de novo a partir desta página.
error-file-empty = O arquivo { $file } está vazio. Escolha esse arquivo de novo, escolha outro, ou envie sem ele.
error-voice-empty = A mensagem de voz está sem som. Grave de novo, ou envie sem ela.
error-files-too-large = Os arquivos juntos passam de { $megabytes } MB. Envie menos arquivos, ou envie o resto numa segunda mensagem.
error-too-many-files = São mais de { $files } arquivos. Envie o resto numa segunda mensagem.
error-form-expired = Este formulário ficou aberto tempo demais, ou não veio deste site. Ele foi renovado agora: envie de novo.
error-try-later = Há pedidos demais vindo da sua rede neste momento. Espere { $seconds } segundos e envie de novo.
error-closed = Neste momento ninguém pode ler mensagens novas. Guarde o que você escreveu e volte daqui a alguns dias.
error-store-full = Neste momento não há espaço para mais. Tente de novo amanhã, ou envie o texto sem arquivos.
error-no-room = Neste momento não é possível enviar nada: nosso computador está sem espaço. Tente de novo amanhã. As respostas ainda podem ser lidas.
error-internal = Algo deu errado do nosso lado, e sua mensagem não foi guardada. Envie de novo.

receipt-heading = Sua mensagem chegou
receipt-safe = Ela está trancada e guardada. Só a equipe de leitura pode abrir.
receipt-code = Seu código
receipt-keep = Com este código você pode voltar, ler uma resposta e escrever mais. Ele só aparece uma vez. Ninguém consegue achar este código de novo para você.
receipt-how = Escreva o código num papel, sem dizer para que serve, ou decore o código. Não tire print da tela se alguém olha este celular. Não guarde o código se isso puder pôr você em perigo.
receipt-print = Se você imprimir esta página, sai só o código, e nada que diga para que ele serve. Alguns navegadores imprimem o endereço do site na borda do papel: desligue isso na janela de impressão.
receipt-print-site = Imprimir também o endereço deste site
receipt-picture = Mostrar como imagem para outro celular
receipt-no-code = Não há código: ninguém pode voltar a esta mensagem, nem você.
picture-label = O código como um quadrado de pontinhos
picture-text = Outro celular em que você confia pode pegar o código desta imagem. Quem fotografar a imagem pode ler as respostas que você receber.
receipt-next = O que acontece agora
receipt-next-text = Uma pessoa lê a sua mensagem, em geral dentro de alguns dias. Talvez não possamos contar a você o que fazemos, para não pôr ninguém em perigo.
receipt-leave = Agora feche esta janela e apague a página do histórico deste aparelho.

keys-heading = Quem pode abrir as mensagens trancadas
keys-text = As mensagens são trancadas, e só estas chaves podem abrir. Se você conhece de outro lugar a nossa impressão digital, pode comparar.
keys-site = Canal
keys-issue = Edição { $issue } de { $day }
keys-root = Impressão digital da chave que assina esta lista
keys-today = Chaves de hoje
keys-reviewer = Equipe de leitura
keys-recovery = Chave de recuperação
keys-files = A lista assinada, como arquivo:

closed-heading = Este formulário está fechado por enquanto
closed-text = Neste momento ninguém pode ler mensagens novas, por isso não recebemos nenhuma. Volte daqui a alguns dias. O que você enviou antes está seguro.

problem-not-found = Esta página não existe
problem-not-found-next = Talvez o endereço esteja escrito errado. Comece pela primeira página.
problem-cross-site = Este formulário foi enviado de outro site
problem-cross-site-next = Para a sua segurança, só recebemos mensagens do nosso próprio formulário. Abra o formulário aqui e escreva de novo.
problem-method = Esta página não pode ser usada assim
problem-method-next = Comece pela primeira página.
problem-bad-request = O formulário não chegou inteiro
problem-bad-request-next = A conexão caiu, ou não era o nosso formulário. Nada foi guardado. Volte no navegador e envie de novo.
problem-busy = Tem gente demais enviando neste momento
problem-busy-next = Nada foi guardado. Volte no navegador, onde suas palavras talvez ainda estejam, espere um minuto e envie de novo.
problem-internal = Algo deu errado do nosso lado
problem-internal-next = Nada foi guardado. Tente de novo daqui a alguns minutos.
problem-start = Primeira página

mailbox-heading = Sua caixa de mensagens
mailbox-lead = Com o código que recebeu, você pode ler respostas e escrever mais.
mailbox-code = Seu código
mailbox-code-hint = 28 dígitos. Espaços e traços não fazem diferença, nem o tipo de escrita dos números.
mailbox-open = Abrir
mailbox-lost = Não dá para achar de novo um código perdido. Você pode enviar uma mensagem nova a qualquer momento.
mailbox-not-open = A caixa de mensagens não abriu
mailbox-waiting = Não há aqui nenhuma confirmação da equipe de leitura. Ou a equipe ainda não recebeu sua mensagem, ou a confirmação é antiga e foi retirada.
mailbox-received = A equipe de leitura recebeu sua mensagem em { $day }.
mailbox-closed = A equipe de leitura encerrou este caso em { $day }. Envie uma mensagem nova se houver mais a dizer.
mailbox-replies = Respostas
mailbox-reply = Resposta de { $day }
mailbox-no-reply = Não há resposta.
mailbox-erase = Já li: apagar
mailbox-erase-hint = Este botão apaga na hora, do nosso servidor, o que você leu, e não dá para ler de novo. Se você não apagar, some sozinho depois de algumas semanas.
mailbox-erased = O que você leu foi apagado do nosso servidor.
mailbox-more = Escrever mais
mailbox-story = Sua mensagem
mailbox-story-hint = Ela é trancada e fica junto com o que você enviou antes. Só a equipe de leitura pode ler.
mailbox-sent = Sua mensagem chegou. Ela está trancada e guardada.
error-code-length = O código tem 28 dígitos, e nada mais. Compare com o que você anotou.
error-code-found = Dígitos encontrados aqui: { $found }.
error-code-letter = Há uma letra no meio deles: talvez O no lugar de 0, ou l no lugar de 1.
error-code-digit = Um dígito está errado, ou dois estão trocados. Compare com o que você anotou.
error-code-unknown = Nenhuma caixa de mensagens abre com este código. Talvez ele tenha sido feito em outro lugar, ou o prazo dele acabou.
error-session-over = A página ficou aberta tempo demais. Digite seu código de novo; o que você escreveu ainda não foi enviado.
error-page-over = A página ficou aberta tempo demais. Digite seu código de novo.
error-case-closed = A equipe de leitura encerrou este caso enquanto você escrevia, e esta mensagem não foi enviada. Envie como mensagem nova: copie o seu texto, que está aqui embaixo.
landing-mailbox = Tenho um código: ler respostas

wait-title = Tempo de espera
wait-left = Espere { $seconds } segundos. O que você escreveu continua nesta página.
wait-over = Agora você pode enviar. Aperte o botão de novo.
