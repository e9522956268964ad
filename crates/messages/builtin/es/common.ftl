# Todos los textos en español. Las explicaciones están en en/.

common =
    .greeting = Hola:
    .greeting-named = Hola, { $name }:
    .page-hint = Si el botón no funciona, abra esta página:
    .support = ¿Tiene alguna pregunta? Puede contactarnos aquí:
