//! The usual spellings of the columns that every list can have, in the five built-in languages.

/// Spellings, folded as [`folded`] does it.
const SPELLINGS: [(&str, &[&str]); 7] = [
    (
        "email",
        &[
            "email",
            "mail",
            "emailaddress",
            "mailaddress",
            "emailadresse",
            "mailadresse",
            "adresseemail",
            "adressemail",
            "courriel",
            "adresseélectronique",
            "adresseelectronique",
            "adressedecourriel",
            "correo",
            "correoelectrónico",
            "correoelectronico",
            "direccióndecorreo",
            "direccióndecorreoelectrónico",
            "direccióndeemail",
            "البريدالإلكتروني",
            "البريدالالكتروني",
            "بريدإلكتروني",
            "بريدالكتروني",
            "الإيميل",
            "الايميل",
        ],
    ),
    (
        "given_name",
        &[
            "givenname",
            "firstname",
            "forename",
            "vorname",
            "rufname",
            "prénom",
            "prenom",
            "nombre",
            "nombredepila",
            "primernombre",
            "الاسمالأول",
            "الاسمالاول",
        ],
    ),
    (
        "family_name",
        &[
            "familyname",
            "lastname",
            "surname",
            "nachname",
            "familienname",
            "zuname",
            "nom",
            "nomdefamille",
            "apellido",
            "apellidos",
            "اسمالعائلة",
            "الاسمالأخير",
            "الاسمالاخير",
            "اللقب",
        ],
    ),
    (
        "user_name",
        &[
            "username",
            "user",
            "login",
            "loginname",
            "cognitousername",
            "benutzername",
            "nutzername",
            "anmeldename",
            "nomdutilisateur",
            "identifiant",
            "usuario",
            "nombredeusuario",
            "اسمالمستخدم",
        ],
    ),
    (
        "groups",
        &[
            "groups",
            "group",
            "gruppe",
            "gruppen",
            "groupe",
            "groupes",
            "grupo",
            "grupos",
            "المجموعات",
            "المجموعة",
            "مجموعات",
            "مجموعة",
        ],
    ),
    (
        "brand",
        &["brand", "marke", "marque", "marca", "العلامةالتجارية"],
    ),
    (
        "locale",
        &[
            "locale",
            "language",
            "preferredlanguage",
            "sprache",
            "langue",
            "idioma",
            "lengua",
            "اللغة",
            "لغة",
        ],
    ),
];

/// The name of the column that a head names in one of its usual spellings.
pub(super) fn usual(head: &str) -> Option<&'static str> {
    let head = folded(head);
    let mut all = SPELLINGS.iter();
    all.find(|(_, spellings)| spellings.contains(&head.as_str()))
        .map(|(name, _)| *name)
}

/// A head in lower case, without anything that stands between words.
fn folded(head: &str) -> String {
    let letters = head.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}
