welcome =
    .subject = Le damos la bienvenida a { $brand }
    .preheader = Su cuenta está lista.
    .heading = Le damos la bienvenida a { $brand }
    .body =
        Su cuenta está lista.

        Inicie sesión de la misma manera que al registrarse.
    .action = Iniciar sesión
    .note = Si falta algo, cierre la sesión y vuelva a iniciarla.
    .reason = Recibe este mensaje porque ahora es miembro de { $brand }.
    .unexpected = Si no conoce esta cuenta, póngase en contacto con los responsables de { $brand }.

inviter-notice =
    .subject = Su invitación a { $brand } ha sido aceptada
    .preheader = La persona que invitó ya es miembro.
    .heading = Su invitación ha sido aceptada
    .body = { $member } ha aceptado su invitación a { $brand } y ya puede usar todo lo que usted eligió para esta persona. No tiene que hacer nada más.
    .reason = Recibe este mensaje porque la invitación indica que usted la envió.
    .unexpected = Si no invitó a esta persona, póngase en contacto con la administración de { $brand }.

token-invitation =
    .subject = Su invitación a { $brand }
    .preheader = Establezca una contraseña para activar su cuenta.
    .heading = Tiene una invitación a { $brand }
    .body =
        Le invitamos a crear una cuenta en { $brand }.

        Establezca una contraseña para activar su cuenta.
    .body-named =
        { $inviter } le invita a crear una cuenta en { $brand }.

        Establezca una contraseña para activar su cuenta.
    .until = La invitación es válida hasta el { $until }.
    .action = Crear la cuenta
    .secret-label = Su código de invitación, por si la página se lo pide:
    .note = La invitación es solo para usted. Si ya no funciona, pida una nueva a la persona que le invitó.
    .reason = Recibe este mensaje porque alguien de { $brand } le ha invitado en esta dirección de correo electrónico.
    .unexpected = Si no esperaba ninguna invitación, puede ignorar este mensaje. No ocurre nada mientras no la acepte.

access-given =
    .subject = Tiene un nuevo acceso en { $brand }
    .preheader = Hay novedades en su cuenta.
    .heading = Tiene un nuevo acceso
    .body =
        La administración de { $brand } ha dado a su cuenta acceso a algo más.

        No necesita una cuenta nueva: inicie sesión como siempre.
    .inviter = { $inviter } le ha enviado una invitación.
    .action = Iniciar sesión
    .note = Si ya tiene la sesión abierta y no ve nada nuevo, cierre la sesión y vuelva a iniciarla.
    .reason = Recibe este mensaje porque tiene una cuenta en { $brand } con esta dirección de correo electrónico.
    .unexpected = Si no conoce esta cuenta, póngase en contacto con los responsables de { $brand }.

moment =
    .words = { $day } de { $month } de { $year } a las { $time } (UTC)
    .january = enero
    .february = febrero
    .march = marzo
    .april = abril
    .may = mayo
    .june = junio
    .july = julio
    .august = agosto
    .september = septiembre
    .october = octubre
    .november = noviembre
    .december = diciembre
