welcome =
    .subject = Bienvenue chez { $brand }
    .preheader = Votre compte est prêt.
    .heading = Bienvenue chez { $brand }
    .body =
        Votre compte est prêt.

        Connectez-vous de la même manière que lors de votre inscription.
    .action = Se connecter
    .note = S’il vous manque quelque chose, veuillez vous déconnecter, puis vous reconnecter.
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
    .preheader = Définissez un mot de passe pour activer votre compte.
    .heading = Une invitation à rejoindre { $brand }
    .body =
        Nous vous invitons à créer un compte chez { $brand }.

        Définissez un mot de passe pour activer votre compte.
    .body-named =
        { $inviter } vous invite à créer un compte chez { $brand }.

        Définissez un mot de passe pour activer votre compte.
    .until = L’invitation est valable jusqu’au { $until }.
    .action = Créer le compte
    .secret-label = Votre code d’invitation, si la page vous le demande{"\u00A0"}:
    .note = L’invitation vous est réservée. Si elle ne fonctionne plus, veuillez en demander une nouvelle à la personne qui vous l’a envoyée.
    .reason = Vous recevez ce message parce que quelqu’un chez { $brand } a saisi cette adresse e‑mail dans une invitation.
    .unexpected = Si vous n’attendiez pas d’invitation, vous pouvez ignorer ce message. Rien ne se passe tant que vous ne l’acceptez pas.

access-given =
    .subject = Vous avez un nouvel accès chez { $brand }
    .preheader = Il y a du nouveau dans votre compte.
    .heading = Vous avez un nouvel accès
    .body =
        L’administration de { $brand } a ouvert un accès supplémentaire à votre compte.

        Vous n’avez pas besoin d’un nouveau compte{"\u00A0"}: veuillez vous connecter comme d’habitude.
    .inviter = { $inviter } vous a envoyé une invitation.
    .action = Se connecter
    .note = Si votre session est déjà ouverte et que vous ne voyez rien de nouveau, veuillez vous déconnecter, puis vous reconnecter.
    .reason = Vous recevez ce message parce que vous avez un compte chez { $brand } avec cette adresse e‑mail.
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
