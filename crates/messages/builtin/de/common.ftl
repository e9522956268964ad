# Alle Texte auf Deutsch. Erklärungen stehen in en/.

common =
    .greeting = Guten Tag,
    .greeting-named = Guten Tag { $full-name },
    .page-hint = Falls die Schaltfläche nicht funktioniert, öffnen Sie diese Seite:
    .support = Haben Sie Fragen? Sie erreichen uns hier:
