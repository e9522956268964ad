admin-create-user =
    .subject = Ihre Einladung zu { $brand }
    .preheader = Legen Sie ein Passwort fest, um Ihr Konto zu aktivieren.
    .heading = Sie sind zu { $brand } eingeladen
    .body = Für Sie wurde ein Konto bei { $brand } erstellt. Legen Sie ein Passwort fest, um es zu aktivieren.
    .inviter = { $inviter } lädt Sie zu { $brand } ein.
    .until = Die Einladung gilt bis { $until }.
    .action = Konto aktivieren
    .secret-label = Vorläufiges Passwort:
    .username-label = Benutzername:
    .note = Der Link gilt einmal und nur für begrenzte Zeit. Falls er nicht mehr gilt, bitten Sie die Person, die Sie eingeladen hat, um einen neuen.
    .reason = Sie erhalten diese Nachricht, weil die Administration von { $brand } Sie unter dieser E‑Mail-Adresse eingeladen hat.
    .unexpected = Falls Sie keine Einladung erwartet haben, können Sie diese Nachricht ignorieren. Solange Sie die Einladung nicht annehmen, geschieht nichts.
    .sms = { $brand }: Benutzername { $username } / vorläufiges Passwort { $code }
    .sms-short = { $username } / { $code }

invitation-reminder =
    .subject = Erinnerung: Ihre Einladung zu { $brand }
    .preheader = Ihre Einladung ist noch offen. Der Link in der früheren Nachricht gilt nicht mehr.
    .heading = Ihre Einladung zu { $brand } ist noch offen
    .inviter = { $inviter } hat Sie zu { $brand } eingeladen.
    .body =
        Ihr Konto bei { $brand } ist noch nicht aktiv. Legen Sie ein Passwort fest, um es zu aktivieren.

        Bitte verwenden Sie den Link in dieser Nachricht: Der in der früheren Nachricht gilt nicht mehr.

sign-up =
    .subject = Bestätigen Sie Ihre E-Mail-Adresse für { $brand }
    .preheader = Noch ein Schritt, dann ist Ihr Konto bereit.
    .heading = Bestätigen Sie Ihre E‑Mail-Adresse
    .body = Vielen Dank für Ihre Registrierung bei { $brand }. Bitte bestätigen Sie, dass diese E‑Mail-Adresse Ihnen gehört.
    .action = E‑Mail-Adresse bestätigen
    .secret-label = Oder geben Sie diesen Code ein:
    .note = Der Code gilt 24 Stunden. Falls Sie sich auf einem anderen Gerät registriert haben, geben Sie ihn dort ein.
    .reason = Sie erhalten diese Nachricht, weil sich jemand mit dieser E‑Mail-Adresse bei { $brand } registriert hat.
    .unexpected = Falls Sie das nicht waren, öffnen Sie bitte den Link nicht und geben Sie den Code nicht weiter. Ohne ihn bleibt die Registrierung ohne Wirkung.
    .sms = { $brand }: Ihr Bestätigungscode lautet { $code }

resend-code =
    .subject = Ihr neuer Bestätigungscode für { $brand }
    .preheader = Ihr früherer Code gilt nicht mehr.
    .heading = Ihr neuer Bestätigungscode
    .body = Sie haben einen neuen Code angefordert. Bitte bestätigen Sie damit, dass diese E‑Mail-Adresse Ihnen gehört. Frühere Codes gelten nicht mehr.
    .action = E‑Mail-Adresse bestätigen
    .secret-label = Oder geben Sie diesen Code ein:
    .note = Der Code gilt 24 Stunden. Falls Sie sich auf einem anderen Gerät registriert haben, geben Sie ihn dort ein.
    .reason = Sie erhalten diese Nachricht, weil jemand mit dieser E‑Mail-Adresse einen Bestätigungscode für { $brand } angefordert hat.
    .unexpected = Falls Sie das nicht waren, öffnen Sie bitte den Link nicht und geben Sie den Code nicht weiter. Ohne ihn bleibt die Registrierung ohne Wirkung.
    .sms = { $brand }: Ihr neuer Bestätigungscode lautet { $code }

forgot-password =
    .subject = Neues Passwort für { $brand }
    .preheader = Legen Sie ein neues Passwort fest.
    .heading = Setzen Sie Ihr Passwort zurück
    .body = Jemand möchte Ihr Passwort bei { $brand } zurücksetzen. Falls Sie das sind, legen Sie ein neues fest.
    .action = Neues Passwort festlegen
    .secret-label = Oder geben Sie diesen Code ein:
    .note = Der Code gilt eine Stunde und nur einmal.
    .reason = Sie erhalten diese Nachricht, weil jemand mit Ihren Angaben ein neues Passwort für { $brand } angefordert hat.
    .unexpected = Falls Sie das nicht waren, ignorieren Sie bitte diese Nachricht und geben Sie den Code nicht weiter. Ihr Passwort bleibt unverändert.
    .sms = { $brand }: Ihr Code für ein neues Passwort lautet { $code }

update-user-attribute =
    .subject = Bestätigen Sie Ihre neuen Kontaktdaten für { $brand }
    .preheader = Bitte bestätigen Sie die Änderung mit diesem Code.
    .heading = Bestätigen Sie Ihre neuen Kontaktdaten
    .body = Die Kontaktdaten Ihres Kontos bei { $brand } wurden geändert. Bitte geben Sie diesen Code dort ein, wo Sie die Änderung vorgenommen haben.
    .secret-label = Ihr Bestätigungscode:
    .note = Der Code gilt 24 Stunden.
    .reason = Sie erhalten diese Nachricht, weil diese Kontaktdaten in einem Konto bei { $brand } eingetragen wurden.
    .unexpected = Falls Sie das nicht waren, geben Sie den Code bitte nicht weiter. Ohne ihn wird die Änderung nicht bestätigt.
    .sms = { $brand }: Der Code für Ihre neuen Kontaktdaten lautet { $code }

verify-user-attribute =
    .subject = Bestätigen Sie Ihre Kontaktdaten für { $brand }
    .preheader = Bitte bestätigen Sie Ihre Kontaktdaten mit diesem Code.
    .heading = Bestätigen Sie Ihre Kontaktdaten
    .body = Bitte geben Sie diesen Code in Ihrem Konto bei { $brand } ein, um zu zeigen, dass diese Kontaktdaten Ihnen gehören.
    .secret-label = Ihr Bestätigungscode:
    .note = Der Code gilt 24 Stunden.
    .reason = Sie erhalten diese Nachricht, weil in einem Konto bei { $brand } ein Code angefordert wurde.
    .unexpected = Falls Sie das nicht waren, geben Sie den Code bitte nicht weiter. Ohne ihn ändert sich nichts.
    .sms = { $brand }: Ihr Bestätigungscode lautet { $code }

authentication =
    .subject = Ihr Anmeldecode für { $brand }
    .preheader = Mit diesem Code schließen Sie die Anmeldung ab.
    .heading = Ihr Anmeldecode
    .body = Bitte geben Sie diesen Code ein, um die Anmeldung bei { $brand } abzuschließen.
    .secret-label = Ihr Anmeldecode:
    .note = Der Code gilt wenige Minuten. Wir fragen niemals am Telefon oder per E‑Mail danach.
    .reason = Sie erhalten diese Nachricht, weil sich jemand mit Ihren Angaben bei { $brand } anmeldet.
    .unexpected = Falls Sie das nicht sind, geben Sie den Code bitte nicht weiter und ändern Sie Ihr Passwort.
    .sms = { $brand }: Ihr Anmeldecode lautet { $code }
