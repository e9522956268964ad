# Tous les textes en français. Les explications se trouvent dans en.ftl.
# {"\u00A0"} est une espace insécable ; Cognito la refuse dans les objets et les SMS.

common =
    .greeting = Bonjour,
    .greeting-named = Bonjour { $name },
    .page-hint = Si le bouton ne fonctionne pas, veuillez ouvrir cette page{"\u00A0"}:
    .support = Vous avez des questions{"\u00A0"}? Vous pouvez nous joindre ici{"\u00A0"}:

admin-create-user =
    .subject = Votre invitation à rejoindre { $brand }
    .preheader = Acceptez l’invitation et choisissez votre mot de passe.
    .heading = Une invitation à rejoindre { $brand }
    .body =
        L’administration de { $brand } a préparé un compte pour vous.

        Veuillez accepter l’invitation et choisir votre propre mot de passe. Cela ne prend qu’une minute.
    .action = Accepter l’invitation
    .secret-label = Votre mot de passe provisoire{"\u00A0"}:
    .username-label = Votre nom d’utilisateur{"\u00A0"}:
    .note = Le mot de passe provisoire sert une seule fois et pour une durée limitée. S’il ne fonctionne plus, veuillez demander une nouvelle invitation à la personne qui vous l’a envoyée.
    .reason = Vous recevez ce message parce que l’administration de { $brand } a saisi cette adresse e-mail dans une invitation.
    .unexpected = Si vous n’attendiez pas d’invitation, vous pouvez ignorer ce message. Rien ne se passe tant que vous ne l’acceptez pas.
    .sms = { $brand } : nom d’utilisateur { $username } / mot de passe provisoire { $code }
    .sms-short = { $username } / { $code }

sign-up =
    .subject = Confirmez votre adresse e-mail pour { $brand }
    .preheader = Encore une étape et votre compte sera prêt.
    .heading = Confirmez votre adresse e-mail
    .body = Merci de votre inscription à { $brand }. Veuillez confirmer que cette adresse e-mail vous appartient.
    .action = Confirmer l’adresse e-mail
    .secret-label = Votre code de confirmation{"\u00A0"}:
    .note = Le code est valable 24{"\u00A0"}heures. Si vous ouvrez le lien sur un autre appareil que celui de votre inscription, veuillez saisir le code sur la page de votre inscription.
    .reason = Vous recevez ce message parce que quelqu’un s’est inscrit à { $brand } avec cette adresse e-mail.
    .unexpected = Si ce n’était pas vous, veuillez ne pas ouvrir le lien et ne communiquer le code à personne. Sans lui, l’inscription reste sans effet.
    .sms = { $brand } : votre code de confirmation est { $code }

resend-code =
    .subject = Votre nouveau code de confirmation pour { $brand }
    .preheader = Votre code précédent n’est plus valable.
    .heading = Votre nouveau code de confirmation
    .body = Vous avez demandé un nouveau code. Veuillez l’utiliser pour confirmer que cette adresse e-mail vous appartient. Les codes précédents ne sont plus valables.
    .action = Confirmer l’adresse e-mail
    .secret-label = Votre code de confirmation{"\u00A0"}:
    .note = Le code est valable 24{"\u00A0"}heures. Si vous ouvrez le lien sur un autre appareil que celui de votre inscription, veuillez saisir le code sur la page de votre inscription.
    .reason = Vous recevez ce message parce que quelqu’un a demandé un code de confirmation pour { $brand } avec cette adresse e-mail.
    .unexpected = Si ce n’était pas vous, veuillez ne pas ouvrir le lien et ne communiquer le code à personne. Sans lui, l’inscription reste sans effet.
    .sms = { $brand } : votre nouveau code de confirmation est { $code }

forgot-password =
    .subject = Réinitialisez votre mot de passe pour { $brand }
    .preheader = Choisissez un nouveau mot de passe.
    .heading = Réinitialisez votre mot de passe
    .body = Nous avons reçu une demande de réinitialisation de votre mot de passe pour { $brand }. Vous pouvez en choisir un nouveau dès maintenant.
    .action = Choisir un nouveau mot de passe
    .secret-label = Votre code{"\u00A0"}:
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
    .note = Le code est valable quelques minutes. Nous ne le demandons jamais par téléphone ni par e-mail.
    .reason = Vous recevez ce message parce que quelqu’un se connecte à { $brand } avec vos coordonnées.
    .unexpected = Si ce n’est pas vous, veuillez ne communiquer le code à personne et changer votre mot de passe.
    .sms = { $brand } : votre code de connexion est { $code }

welcome =
    .subject = Bienvenue chez { $brand }
    .preheader = Votre compte est prêt.
    .heading = Bienvenue chez { $brand }
    .body =
        Votre compte est prêt et vous avez maintenant accès à tout ce qui a été prévu pour vous.

        Vous pouvez vous connecter à tout moment, de la même manière que lors de votre arrivée.
    .action = Se connecter
    .note = Si votre session est encore ouverte depuis votre arrivée et qu’il vous manque quelque chose, veuillez vous déconnecter, puis vous reconnecter.
    .reason = Vous recevez ce message parce que vous faites désormais partie des membres de { $brand }.
    .unexpected = Si vous ne connaissez pas ce compte, veuillez contacter les responsables de { $brand }.

inviter-notice =
    .subject = Votre invitation à rejoindre { $brand } a été acceptée
    .preheader = La personne que vous avez invitée est maintenant membre.
    .heading = Votre invitation a été acceptée
    .body = { $member } a accepté votre invitation à rejoindre { $brand } et peut maintenant utiliser tout ce que vous avez choisi pour cette personne. Vous n’avez rien d’autre à faire.
    .reason = Vous recevez ce message parce que l’invitation vous désigne comme la personne qui l’a envoyée.
    .unexpected = Si vous n’avez pas invité cette personne, veuillez contacter l’administration de { $brand }.

token-invitation =
    .subject = Votre invitation à rejoindre { $brand }
    .preheader = Acceptez l’invitation et choisissez votre mot de passe.
    .heading = Une invitation à rejoindre { $brand }
    .body =
        Nous vous invitons à ouvrir un compte chez { $brand }.

        Veuillez accepter l’invitation et choisir un mot de passe. Cela ne prend qu’une minute.
    .body-named =
        { $inviter } vous invite à ouvrir un compte chez { $brand }.

        Veuillez accepter l’invitation et choisir un mot de passe. Cela ne prend qu’une minute.
    .action = Accepter l’invitation
    .secret-label = Votre code d’invitation, si la page vous le demande{"\u00A0"}:
    .note = L’invitation vous est réservée et reste valable jusqu’au { $expires }. Si elle ne fonctionne plus, veuillez en demander une nouvelle à la personne qui vous l’a envoyée.
    .reason = Vous recevez ce message parce que quelqu’un chez { $brand } a saisi cette adresse e-mail dans une invitation.
    .unexpected = Si vous n’attendiez pas d’invitation, vous pouvez ignorer ce message. Rien ne se passe tant que vous ne l’acceptez pas.

access-given =
    .subject = Vous avez un nouvel accès chez { $brand }
    .preheader = Il y a du nouveau dans votre compte.
    .heading = Vous avez un nouvel accès
    .body =
        L’administration de { $brand } a ouvert un accès supplémentaire à votre compte.

        Vous n’avez pas besoin d’un nouveau compte{"\u00A0"}: veuillez vous connecter comme d’habitude.
    .action = Se connecter
    .note = Si votre session est déjà ouverte et que vous ne voyez rien de nouveau, veuillez vous déconnecter, puis vous reconnecter.
    .reason = Vous recevez ce message parce que vous avez un compte chez { $brand } avec cette adresse e-mail.
    .unexpected = Si vous ne connaissez pas ce compte, veuillez contacter les responsables de { $brand }.

moment =
    .words = { $day } { $month } { $year } à { $time } (UTC)
    .january = janvier
    .february = février
    .march = mars
    .april = avril
    .may = mai
    .june = juin
    .july = juillet
    .august = août
    .september = septembre
    .october = octobre
    .november = novembre
    .december = décembre

rejection =
    .invitation-required = Une invitation est nécessaire pour s’inscrire. Veuillez en demander une aux responsables de ce service et ouvrir le lien qu’elle contient
    .invitation-invalid = Cette invitation ne peut pas être utilisée. Veuillez ouvrir le lien de votre invitation la plus récente ou en demander une nouvelle
    .invitation-expired = Cette invitation a expiré. Veuillez en demander une nouvelle à la personne qui vous l’a envoyée
    .email-required = L’adresse e-mail manque. Veuillez saisir la vôtre et réessayer
    .domain-not-allowed = L’inscription n’est pas possible avec cette adresse e-mail. Veuillez en utiliser une autre ou demander une invitation
    .attribute-required = Certaines informations manquent. Veuillez compléter le formulaire et réessayer
    .attribute-required-named = Certaines informations manquent ({ $detail }). Veuillez compléter le formulaire et réessayer
    .validation-data-refused = Certaines informations manquent ou ne sont pas acceptées. Veuillez vérifier le formulaire et réessayer
    .validation-data-refused-named = Certaines informations manquent ou ne sont pas acceptées ({ $detail }). Veuillez vérifier le formulaire et réessayer
    .client-metadata-refused = Certaines informations envoyées par l’application manquent ou ne sont pas acceptées. Veuillez mettre l’application à jour ou contacter ses responsables
    .client-metadata-refused-named = Certaines informations envoyées par l’application manquent ou ne sont pas acceptées ({ $detail }). Veuillez mettre l’application à jour ou contacter ses responsables
    .provider-not-allowed = La connexion avec ce fournisseur n’est pas possible ici. Veuillez choisir une autre manière de vous connecter
    .request-not-understood = La demande n’a pas été comprise. Veuillez réessayer et contacter les responsables de ce service si le problème persiste
    .temporarily-unavailable = Ce service n’est pas disponible pour le moment. Veuillez réessayer dans quelques minutes
