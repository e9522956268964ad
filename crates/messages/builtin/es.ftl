# Todos los textos en español. Las explicaciones están en en.ftl.

common =
    .greeting = Hola:
    .greeting-named = Hola, { $name }:
    .page-hint = Si el botón no funciona, abra esta página:
    .support = ¿Tiene alguna pregunta? Puede contactarnos aquí:

admin-create-user =
    .subject = Su invitación a { $brand }
    .preheader = Acepte la invitación y elija su contraseña.
    .heading = Tiene una invitación a { $brand }
    .body =
        La administración de { $brand } ha preparado una cuenta para usted.

        Acepte la invitación y elija su propia contraseña. Solo le llevará un minuto.
    .action = Aceptar la invitación
    .secret-label = Su contraseña provisional:
    .username-label = Su nombre de usuario:
    .note = La contraseña provisional sirve una sola vez y durante un tiempo limitado. Si ya no funciona, pida una nueva invitación a la persona que le invitó.
    .reason = Recibe este mensaje porque la administración de { $brand } le ha invitado en esta dirección de correo electrónico.
    .unexpected = Si no esperaba ninguna invitación, puede ignorar este mensaje. No ocurre nada mientras no la acepte.
    .sms = { $brand }: nombre de usuario { $username } / contraseña provisional { $code }
    .sms-short = { $username } / { $code }

sign-up =
    .subject = Confirme su dirección de correo electrónico para { $brand }
    .preheader = Un paso más y su cuenta estará lista.
    .heading = Confirme su dirección de correo electrónico
    .body = Gracias por registrarse en { $brand }. Confirme que esta dirección de correo electrónico le pertenece.
    .action = Confirmar la dirección
    .secret-label = Su código de confirmación:
    .note = El código es válido durante 24 horas. Si abre el enlace en un dispositivo distinto de aquel en el que se registró, escriba el código en la página en la que se registró.
    .reason = Recibe este mensaje porque alguien se ha registrado en { $brand } con esta dirección de correo electrónico.
    .unexpected = Si no ha sido usted, no abra el enlace ni comparta el código. Sin él, el registro no tiene efecto.
    .sms = { $brand }: su código de confirmación es { $code }

resend-code =
    .subject = Su nuevo código de confirmación para { $brand }
    .preheader = Su código anterior ya no es válido.
    .heading = Su nuevo código de confirmación
    .body = Ha pedido un código nuevo. Úselo para confirmar que esta dirección de correo electrónico le pertenece. Los códigos anteriores ya no son válidos.
    .action = Confirmar la dirección
    .secret-label = Su código de confirmación:
    .note = El código es válido durante 24 horas. Si abre el enlace en un dispositivo distinto de aquel en el que se registró, escriba el código en la página en la que se registró.
    .reason = Recibe este mensaje porque alguien ha pedido un código de confirmación para { $brand } con esta dirección de correo electrónico.
    .unexpected = Si no ha sido usted, no abra el enlace ni comparta el código. Sin él, el registro no tiene efecto.
    .sms = { $brand }: su nuevo código de confirmación es { $code }

forgot-password =
    .subject = Restablezca su contraseña de { $brand }
    .preheader = Elija una contraseña nueva.
    .heading = Restablezca su contraseña
    .body = Hemos recibido una solicitud para restablecer su contraseña de { $brand }. Ya puede elegir una nueva.
    .action = Elegir una contraseña nueva
    .secret-label = Su código:
    .note = El código es válido durante una hora y sirve una sola vez.
    .reason = Recibe este mensaje porque alguien ha pedido una contraseña nueva para { $brand } con sus datos.
    .unexpected = Si no ha sido usted, ignore este mensaje y no comparta el código. Su contraseña no cambia.
    .sms = { $brand }: su código para una contraseña nueva es { $code }

update-user-attribute =
    .subject = Confirme sus nuevos datos de contacto para { $brand }
    .preheader = Confirme el cambio con este código.
    .heading = Confirme sus nuevos datos de contacto
    .body = Los datos de contacto de su cuenta de { $brand } han cambiado. Escriba este código donde hizo el cambio.
    .secret-label = Su código de confirmación:
    .note = El código es válido durante 24 horas.
    .reason = Recibe este mensaje porque estos datos de contacto se han introducido en una cuenta de { $brand }.
    .unexpected = Si no ha sido usted, no comparta el código. Sin él, el cambio no se confirma.
    .sms = { $brand }: el código para sus nuevos datos de contacto es { $code }

verify-user-attribute =
    .subject = Verifique sus datos de contacto para { $brand }
    .preheader = Verifique sus datos de contacto con este código.
    .heading = Verifique sus datos de contacto
    .body = Escriba este código en su cuenta de { $brand } para mostrar que estos datos de contacto le pertenecen.
    .secret-label = Su código de verificación:
    .note = El código es válido durante 24 horas.
    .reason = Recibe este mensaje porque se ha pedido un código en una cuenta de { $brand }.
    .unexpected = Si no ha sido usted, no comparta el código. Sin él, nada cambia.
    .sms = { $brand }: su código de verificación es { $code }

authentication =
    .subject = Su código de inicio de sesión para { $brand }
    .preheader = Use este código para terminar de iniciar sesión.
    .heading = Su código de inicio de sesión
    .body = Escriba este código para terminar de iniciar sesión en { $brand }.
    .secret-label = Su código de inicio de sesión:
    .note = El código es válido durante unos minutos. Nunca lo pedimos por teléfono ni por correo electrónico.
    .reason = Recibe este mensaje porque alguien está iniciando sesión en { $brand } con sus datos.
    .unexpected = Si no es usted, no comparta el código y cambie su contraseña.
    .sms = { $brand }: su código de inicio de sesión es { $code }

welcome =
    .subject = Le damos la bienvenida a { $brand }
    .preheader = Su cuenta está lista.
    .heading = Le damos la bienvenida a { $brand }
    .body =
        Su cuenta está lista y ya tiene acceso a todo lo que se ha preparado para usted.

        Puede iniciar sesión en cualquier momento, de la misma manera que al unirse.
    .action = Iniciar sesión
    .note = Si su sesión sigue abierta desde que se unió y echa algo en falta, cierre la sesión y vuelva a iniciarla.
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
    .preheader = Acepte la invitación y elija su contraseña.
    .heading = Tiene una invitación a { $brand }
    .body =
        Le invitamos a abrir una cuenta en { $brand }.

        Acepte la invitación y elija una contraseña. Solo le llevará un minuto.
    .body-named =
        { $inviter } le invita a abrir una cuenta en { $brand }.

        Acepte la invitación y elija una contraseña. Solo le llevará un minuto.
    .action = Aceptar la invitación
    .secret-label = Su código de invitación, por si la página se lo pide:
    .note = La invitación es solo para usted y es válida hasta el { $expires }. Si ya no funciona, pida una nueva a la persona que le invitó.
    .reason = Recibe este mensaje porque alguien de { $brand } le ha invitado en esta dirección de correo electrónico.
    .unexpected = Si no esperaba ninguna invitación, puede ignorar este mensaje. No ocurre nada mientras no la acepte.

access-given =
    .subject = Tiene un nuevo acceso en { $brand }
    .preheader = Hay novedades en su cuenta.
    .heading = Tiene un nuevo acceso
    .body =
        La administración de { $brand } ha dado a su cuenta acceso a algo más.

        No necesita una cuenta nueva: inicie sesión como siempre.
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

rejection =
    .invitation-required = Necesita una invitación para registrarse. Pídala a los responsables de este servicio y abra el enlace que contiene
    .invitation-invalid = Esta invitación no se puede usar. Abra el enlace de su invitación más reciente o pida una nueva
    .invitation-expired = Esta invitación ha caducado. Pida una nueva a la persona que le invitó
    .email-required = Falta la dirección de correo electrónico. Escriba la suya e inténtelo de nuevo
    .domain-not-allowed = No es posible registrarse con esta dirección de correo electrónico. Use otra o pida una invitación
    .attribute-required = Faltan algunos datos. Complete el formulario e inténtelo de nuevo
    .attribute-required-named = Faltan algunos datos ({ $detail }). Complete el formulario e inténtelo de nuevo
    .validation-data-refused = Algunos datos faltan o no se aceptan. Revise el formulario e inténtelo de nuevo
    .validation-data-refused-named = Algunos datos faltan o no se aceptan ({ $detail }). Revise el formulario e inténtelo de nuevo
    .client-metadata-refused = Algunos datos enviados por la aplicación faltan o no se aceptan. Actualice la aplicación o póngase en contacto con sus responsables
    .client-metadata-refused-named = Algunos datos enviados por la aplicación faltan o no se aceptan ({ $detail }). Actualice la aplicación o póngase en contacto con sus responsables
    .provider-not-allowed = Aquí no es posible iniciar sesión con este proveedor. Elija otra manera de iniciar sesión
    .request-not-understood = No se ha entendido la solicitud. Inténtelo de nuevo y, si vuelve a fallar, póngase en contacto con los responsables de este servicio
    .temporarily-unavailable = Este servicio no está disponible en este momento. Inténtelo de nuevo dentro de unos minutos
