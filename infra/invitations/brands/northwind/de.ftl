# Nur was Northwind anders formuliert; alles andere ist der eingebaute Text.

admin-create-user =
    .subject = Ihr Zugang zum Kundenportal von { $brand }
    .heading = Willkommen an Bord
    .body =
        Ihre Ansprechperson bei { $brand } hat für Sie ein Konto in unserem Kundenportal erstellt. Dort finden Sie Ihre Bestellungen, Lieferscheine und Rechnungen.

        Legen Sie ein Passwort fest, um Ihr Konto zu aktivieren.
    .action = Kundenportal öffnen
