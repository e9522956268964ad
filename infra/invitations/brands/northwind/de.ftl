# Nur was Northwind anders formuliert; alles andere ist der eingebaute Text.

admin-create-user =
    .subject = Ihr Zugang zum Kundenportal von { $brand }
    .heading = Willkommen an Bord
    .body =
        Ihre Ansprechperson bei { $brand } hat für Sie ein Konto in unserem Kundenportal vorbereitet. Dort finden Sie Ihre Bestellungen, Lieferscheine und Rechnungen.

        Bitte nehmen Sie die Einladung an und wählen Sie ein eigenes Passwort. Es dauert nur eine Minute.
    .action = Kundenportal öffnen
