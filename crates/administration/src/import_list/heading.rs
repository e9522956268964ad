//! The usual spellings of the columns that every list can have, in the five built-in languages.

use crate::import_list::Column;

/// Spellings, folded as [`folded`] does it.
const SPELLINGS: [(Column, &[&str]); 7] = [
    (
        Column::Email,
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
        Column::GivenName,
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
        Column::FamilyName,
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
        Column::UserName,
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
        Column::Groups,
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
        Column::Brand,
        &["brand", "marke", "marque", "marca", "العلامةالتجارية"],
    ),
    (
        Column::Locale,
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

/// The column that a head names in one of its usual spellings.
pub(super) fn usual(head: &str) -> Option<Column> {
    let head = folded(head);
    let spelt = |(_, spellings): &&(Column, &[&str])| spellings.contains(&head.as_str());
    SPELLINGS
        .iter()
        .find(spelt)
        .map(|(column, _)| column.clone())
}

/// A head in lower case, without anything that stands between words.
fn folded(head: &str) -> String {
    let letters = head.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}
