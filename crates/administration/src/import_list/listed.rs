//! Who stands in a list twice.

use std::collections::HashMap;

use cognito::UserPool;
use cognito::user_pool::Naming;

use crate::import_list::row_fault::RowFault;
use crate::validation::text::trimmed;

/// Who stands in a list so far.
#[derive(Debug)]
pub struct Listed<'a> {
    pool: &'a UserPool,
    addresses: HashMap<String, u64>,
    user_names: HashMap<String, u64>,
}

impl<'a> Listed<'a> {
    /// Nobody, of this pool.
    pub fn new(pool: &'a UserPool) -> Self {
        Self {
            pool,
            addresses: HashMap::new(),
            user_names: HashMap::new(),
        }
    }

    /// Notes who stands in a line, even where something else is wrong with it, and refuses whom the pool would
    /// take for somebody further up: by the address where people sign in with it, and by the user
    /// name. Names that differ in case alone are two people only in a pool that is case-sensitive.
    pub fn note(
        &mut self,
        email: Option<&str>,
        user_name: Option<&str>,
        line: u64,
    ) -> Result<(), RowFault> {
        let is_name = self.pool.naming != Naming::Given;
        if let Some(email) = email.filter(|_| is_name) {
            let email = self.folded(trimmed(email));
            if let Some(first) = self.addresses.get(&email) {
                return Err(RowFault::AddressTwice(*first));
            }
            self.addresses.insert(email, line);
        }
        if let Some(name) = user_name {
            let name = self.folded(trimmed(name));
            if let Some(first) = self.user_names.get(&name) {
                return Err(RowFault::UserNameTwice(*first));
            }
            self.user_names.insert(name, line);
        }
        Ok(())
    }

    fn folded(&self, name: &str) -> String {
        if self.pool.case_sensitive {
            name.to_owned()
        } else {
            name.to_lowercase()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import_list::samples::pool;

    #[track_caller]
    fn check(
        naming: Naming,
        case_sensitive: bool,
        rows: &[(&str, Option<&str>)],
        expected: Option<&RowFault>,
    ) {
        let pool = UserPool {
            case_sensitive,
            ..pool(naming)
        };
        let mut listed = Listed::new(&pool);
        let fault = (2..)
            .zip(rows)
            .find_map(|(line, (email, name))| listed.note(Some(email), *name, line).err());
        assert_eq!(fault.as_ref(), expected, "{rows:?}");
    }

    #[test]
    fn who_stands_twice_is_who_the_pool_takes_for_one() {
        let ada = ("ada@client.example", None);
        let big = ("Ada@CLIENT.example", None);
        let hidden = ("\u{200b}ada@client.example\u{a0}", None);
        let bob = ("bob@client.example", None);
        let twice = Some(&RowFault::AddressTwice(2));
        check(Naming::Address, false, &[ada, bob], None);
        check(Naming::Address, false, &[ada, bob, ada], twice);
        check(Naming::Address, false, &[ada, big], twice);
        check(Naming::Address, true, &[ada, hidden], twice);
        check(Naming::Address, true, &[ada, big], None);
        check(Naming::BesideAddress, false, &[big, ada], twice);
    }

    #[test]
    fn people_with_names_can_share_an_address() {
        let named = |name| ("family@client.example", Some(name));
        let twice = Some(&RowFault::UserNameTwice(2));
        check(Naming::Given, false, &[named("ada"), named("bob")], None);
        check(Naming::Given, false, &[named("ada"), named("Ada")], twice);
        check(Naming::Given, true, &[named("ada"), named("Ada")], None);
    }
}
