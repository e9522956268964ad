welcome =
    .subject = Willkommen bei { $brand }
    .preheader = Ihr Konto ist bereit.
    .heading = Willkommen bei { $brand }
    .body =
        Ihr Konto ist bereit.

        Melden Sie sich auf demselben Weg an wie beim Beitritt.
    .action = Anmelden
    .note = Falls etwas fehlt, melden Sie sich bitte einmal ab und wieder an.
    .reason = Sie erhalten diese Nachricht, weil Sie Mitglied bei { $brand } geworden sind.
    .unexpected = Falls Sie von diesem Konto nichts wissen, wenden Sie sich bitte an die Betreiber von { $brand }.

inviter-notice =
    .subject = Ihre Einladung zu { $brand } wurde angenommen
    .preheader = Die von Ihnen eingeladene Person ist jetzt Mitglied.
    .heading = Ihre Einladung wurde angenommen
    .body = { $member } hat Ihre Einladung zu { $brand } angenommen und kann nun alles nutzen, was Sie für diese Person ausgewählt haben. Sie brauchen nichts weiter zu tun.
    .reason = Sie erhalten diese Nachricht, weil die Einladung Sie als absendende Person nennt.
    .unexpected = Falls Sie diese Person nicht eingeladen haben, wenden Sie sich bitte an die Administration von { $brand }.

token-invitation =
    .subject = Ihre Einladung zu { $brand }
    .preheader = Legen Sie ein Passwort fest, um Ihr Konto zu aktivieren.
    .heading = Sie sind zu { $brand } eingeladen
    .body =
        Sie sind eingeladen, bei { $brand } ein Konto zu erstellen.

        Legen Sie ein Passwort fest, um Ihr Konto zu aktivieren.
    .body-named =
        { $inviter } lädt Sie ein, bei { $brand } ein Konto zu erstellen.

        Legen Sie ein Passwort fest, um Ihr Konto zu aktivieren.
    .until = Die Einladung gilt bis { $until }.
    .action = Konto erstellen
    .secret-label = Ihr Einladungscode, falls die Seite danach fragt:
    .note = Die Einladung ist nur für Sie bestimmt. Falls sie nicht mehr gilt, bitten Sie die Person, die Sie eingeladen hat, um eine neue.
    .reason = Sie erhalten diese Nachricht, weil jemand bei { $brand } Sie unter dieser E‑Mail-Adresse eingeladen hat.
    .unexpected = Falls Sie keine Einladung erwartet haben, können Sie diese Nachricht ignorieren. Solange Sie die Einladung nicht annehmen, geschieht nichts.

access-given =
    .subject = Sie haben einen neuen Zugang bei { $brand }
    .preheader = In Ihrem Konto gibt es etwas Neues.
    .heading = Sie haben einen neuen Zugang
    .body =
        Die Administration von { $brand } hat Ihr Konto für etwas Weiteres freigeschaltet.

        Sie brauchen kein neues Konto: Melden Sie sich bitte wie gewohnt an.
    .inviter = { $inviter } hat Sie eingeladen.
    .action = Anmelden
    .note = Falls Sie bereits angemeldet sind und nichts Neues sehen, melden Sie sich bitte einmal ab und wieder an.
    .reason = Sie erhalten diese Nachricht, weil Sie unter dieser E‑Mail-Adresse ein Konto bei { $brand } haben.
    .unexpected = Falls Sie von diesem Konto nichts wissen, wenden Sie sich bitte an die Betreiber von { $brand }.

moment =
    .words = { $day }. { $month } { $year }, { $time } Uhr (UTC)
    .january = Januar
    .february = Februar
    .march = März
    .april = April
    .may = Mai
    .june = Juni
    .july = Juli
    .august = August
    .september = September
    .october = Oktober
    .november = November
    .december = Dezember
