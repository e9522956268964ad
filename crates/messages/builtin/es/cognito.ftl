admin-create-user =
    .subject = Su invitación a { $brand }
    .preheader = Establezca una contraseña para activar su cuenta.
    .heading = Tiene una invitación a { $brand }
    .body = Se ha creado una cuenta para usted en { $brand }. Establezca una contraseña para activarla.
    .inviter = { $inviter } le invita a { $brand }.
    .until = La invitación es válida hasta el { $until }.
    .action = Activar la cuenta
    .secret-label = Contraseña provisional:
    .username-label = Nombre de usuario:
    .note = El enlace funciona una sola vez y durante un tiempo limitado. Si ya no funciona, pida uno nuevo a la persona que le invitó.
    .reason = Recibe este mensaje porque la administración de { $brand } le ha invitado en esta dirección de correo electrónico.
    .unexpected = Si no esperaba ninguna invitación, puede ignorar este mensaje. No ocurre nada mientras no la acepte.
    .sms = { $brand }: nombre de usuario { $username } / contraseña provisional { $code }
    .sms-short = { $username } / { $code }

invitation-reminder =
    .subject = Recordatorio: su invitación a { $brand }
    .preheader = Su invitación sigue abierta. El enlace del mensaje anterior ya no funciona.
    .heading = Su invitación a { $brand } sigue abierta
    .inviter = { $inviter } le ha enviado una invitación a { $brand }.
    .body =
        Su cuenta en { $brand } todavía no está activa. Establezca una contraseña para activarla.

        Use el enlace de este mensaje: el del mensaje anterior ya no funciona.

sign-up =
    .subject = Confirme su dirección de correo electrónico para { $brand }
    .preheader = Un paso más y su cuenta estará lista.
    .heading = Confirme su dirección de correo electrónico
    .body = Gracias por registrarse en { $brand }. Confirme que esta dirección de correo electrónico le pertenece.
    .action = Confirmar la dirección
    .secret-label = O escriba este código:
    .note = El código es válido durante 24 horas. Si se registró en otro dispositivo, escríbalo allí.
    .reason = Recibe este mensaje porque alguien se ha registrado en { $brand } con esta dirección de correo electrónico.
    .unexpected = Si no ha sido usted, no abra el enlace ni comparta el código. Sin él, el registro no tiene efecto.
    .sms = { $brand }: su código de confirmación es { $code }

resend-code =
    .subject = Su nuevo código de confirmación para { $brand }
    .preheader = Su código anterior ya no es válido.
    .heading = Su nuevo código de confirmación
    .body = Ha pedido un código nuevo. Úselo para confirmar que esta dirección de correo electrónico le pertenece. Los códigos anteriores ya no son válidos.
    .action = Confirmar la dirección
    .secret-label = O escriba este código:
    .note = El código es válido durante 24 horas. Si se registró en otro dispositivo, escríbalo allí.
    .reason = Recibe este mensaje porque alguien ha pedido un código de confirmación para { $brand } con esta dirección de correo electrónico.
    .unexpected = Si no ha sido usted, no abra el enlace ni comparta el código. Sin él, el registro no tiene efecto.
    .sms = { $brand }: su nuevo código de confirmación es { $code }

forgot-password =
    .subject = Restablezca su contraseña de { $brand }
    .preheader = Establezca una contraseña nueva.
    .heading = Restablezca su contraseña
    .body = Alguien ha pedido restablecer su contraseña de { $brand }. Si ha sido usted, establezca una nueva.
    .action = Establecer una contraseña nueva
    .secret-label = O escriba este código:
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
