# Tous les textes en français. Les explications se trouvent dans en/.
# {"\u00A0"} est une espace insécable ; Cognito la refuse dans les objets et les SMS.

common =
    .greeting = Bonjour,
    .greeting-named = Bonjour { $full-name },
    .page-hint = Si le bouton ne fonctionne pas, ouvrez cette page{"\u00A0"}:
    .support = Vous avez des questions{"\u00A0"}? Vous pouvez nous joindre ici{"\u00A0"}:
