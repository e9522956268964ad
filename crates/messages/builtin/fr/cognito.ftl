admin-create-user =
    .subject = Votre invitation à rejoindre { $brand }
    .preheader = Définissez un mot de passe pour activer votre compte.
    .heading = Une invitation à rejoindre { $brand }
    .body = Un compte chez { $brand } a été créé pour vous. Définissez un mot de passe pour l’activer.
    .inviter = { $inviter } vous invite à rejoindre { $brand }.
    .until = L’invitation est valable jusqu’au { $until }.
    .action = Activer le compte
    .secret-label = Mot de passe provisoire{"\u00A0"}:
    .username-label = Nom d’utilisateur{"\u00A0"}:
    .note = Le lien fonctionne une seule fois et pour une durée limitée. S’il ne fonctionne plus, veuillez en demander un nouveau à la personne qui vous a invité.
    .reason = Vous recevez ce message parce que l’administration de { $brand } a saisi cette adresse e‑mail dans une invitation.
    .unexpected = Si vous n’attendiez pas d’invitation, vous pouvez ignorer ce message. Rien ne se passe tant que vous ne l’acceptez pas.
    .sms = { $brand } : nom d’utilisateur { $username } / mot de passe provisoire { $code }
    .sms-short = { $username } / { $code }

invitation-reminder =
    .subject = Rappel : votre invitation à rejoindre { $brand }
    .preheader = Votre invitation est toujours ouverte. Le lien du message précédent ne fonctionne plus.
    .heading = Votre invitation à rejoindre { $brand } est toujours ouverte
    .inviter = { $inviter } vous a envoyé une invitation à rejoindre { $brand }.
    .body =
        Votre compte chez { $brand } n’est pas encore actif. Définissez un mot de passe pour l’activer.

        Veuillez utiliser le lien de ce message{"\u00A0"}: celui du message précédent ne fonctionne plus.

sign-up =
    .subject = Confirmez votre adresse e-mail pour { $brand }
    .preheader = Encore une étape et votre compte sera prêt.
    .heading = Confirmez votre adresse e‑mail
    .body = Merci de votre inscription à { $brand }. Veuillez confirmer que cette adresse e‑mail vous appartient.
    .action = Confirmer l’adresse e‑mail
    .secret-label = Ou saisissez ce code{"\u00A0"}:
    .note = Le code est valable 24{"\u00A0"}heures. Si vous vous êtes inscrit sur un autre appareil, saisissez-le sur cet autre appareil.
    .reason = Vous recevez ce message parce que quelqu’un s’est inscrit à { $brand } avec cette adresse e‑mail.
    .unexpected = Si ce n’était pas vous, veuillez ne pas ouvrir le lien et ne communiquer le code à personne. Sans lui, l’inscription reste sans effet.
    .sms = { $brand } : votre code de confirmation est { $code }

resend-code =
    .subject = Votre nouveau code de confirmation pour { $brand }
    .preheader = Votre code précédent n’est plus valable.
    .heading = Votre nouveau code de confirmation
    .body = Vous avez demandé un nouveau code. Veuillez l’utiliser pour confirmer que cette adresse e‑mail vous appartient. Les codes précédents ne sont plus valables.
    .action = Confirmer l’adresse e‑mail
    .secret-label = Ou saisissez ce code{"\u00A0"}:
    .note = Le code est valable 24{"\u00A0"}heures. Si vous vous êtes inscrit sur un autre appareil, saisissez-le sur cet autre appareil.
    .reason = Vous recevez ce message parce que quelqu’un a demandé un code de confirmation pour { $brand } avec cette adresse e‑mail.
    .unexpected = Si ce n’était pas vous, veuillez ne pas ouvrir le lien et ne communiquer le code à personne. Sans lui, l’inscription reste sans effet.
    .sms = { $brand } : votre nouveau code de confirmation est { $code }

forgot-password =
    .subject = Réinitialisez votre mot de passe pour { $brand }
    .preheader = Définissez un nouveau mot de passe.
    .heading = Réinitialisez votre mot de passe
    .body = Quelqu’un a demandé à réinitialiser votre mot de passe pour { $brand }. Si c’est vous, définissez un nouveau mot de passe.
    .action = Définir un nouveau mot de passe
    .secret-label = Ou saisissez ce code{"\u00A0"}:
    .note = Le code est valable une heure et ne sert qu’une seule fois.
    .reason = Vous recevez ce message parce que quelqu’un a demandé un nouveau mot de passe pour { $brand } avec vos coordonnées.
    .unexpected = Si ce n’était pas vous, veuillez ignorer ce message et ne communiquer le code à personne. Votre mot de passe reste inchangé.
    .sms = { $brand } : votre code pour un nouveau mot de passe est { $code }

update-user-attribute =
    .subject = Confirmez vos nouvelles coordonnées pour { $brand }
    .preheader = Veuillez confirmer la modification avec ce code.
    .heading = Confirmez vos nouvelles coordonnées
    .body = Les coordonnées de votre compte { $brand } ont été modifiées. Veuillez saisir ce code là où vous avez fait la modification.
    .secret-label = Votre code de confirmation{"\u00A0"}:
    .note = Le code est valable 24{"\u00A0"}heures.
    .reason = Vous recevez ce message parce que ces coordonnées ont été saisies dans un compte { $brand }.
    .unexpected = Si ce n’était pas vous, veuillez ne communiquer le code à personne. Sans lui, la modification n’est pas confirmée.
    .sms = { $brand } : le code pour vos nouvelles coordonnées est { $code }

verify-user-attribute =
    .subject = Vérifiez vos coordonnées pour { $brand }
    .preheader = Veuillez vérifier vos coordonnées avec ce code.
    .heading = Vérifiez vos coordonnées
    .body = Veuillez saisir ce code dans votre compte { $brand } pour montrer que ces coordonnées vous appartiennent.
    .secret-label = Votre code de vérification{"\u00A0"}:
    .note = Le code est valable 24{"\u00A0"}heures.
    .reason = Vous recevez ce message parce qu’un code a été demandé dans un compte { $brand }.
    .unexpected = Si ce n’était pas vous, veuillez ne communiquer le code à personne. Sans lui, rien ne change.
    .sms = { $brand } : votre code de vérification est { $code }

authentication =
    .subject = Votre code de connexion pour { $brand }
    .preheader = Veuillez utiliser ce code pour terminer la connexion.
    .heading = Votre code de connexion
    .body = Veuillez saisir ce code pour terminer la connexion à { $brand }.
    .secret-label = Votre code de connexion{"\u00A0"}:
    .note = Le code est valable quelques minutes. Nous ne le demandons jamais par téléphone ni par e‑mail.
    .reason = Vous recevez ce message parce que quelqu’un se connecte à { $brand } avec vos coordonnées.
    .unexpected = Si ce n’est pas vous, veuillez ne communiquer le code à personne et changer votre mot de passe.
    .sms = { $brand } : votre code de connexion est { $code }
