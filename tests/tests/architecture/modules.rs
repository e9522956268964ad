//! Which file of a crate uses which, as `rustc` would resolve the paths in it.
//!
//! A file uses another where it names an item that the other defines: in a `use`, in a path or in
//! a macro's arguments. A re-export leads to the file where the item is defined, and is no use of
//! its own. Modules for tests are left out.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{TokenStream, TokenTree};
use syn::visit::Visit;
use syn::{Attribute, Item, UseTree, Visibility};

/// A module: the file that it stands in, and what its names lead to.
#[derive(Default)]
struct Module {
    file: PathBuf,
    modules: BTreeMap<String, usize>,
    /// Names that `use` brings in, with the path that each leads to.
    imports: BTreeMap<String, Vec<String>>,
    /// Paths whose names are all brought in.
    globs: Vec<Vec<String>>,
    parent: Option<usize>,
    /// Paths that this module's code names; a private `use` among them.
    paths: Vec<Vec<String>>,
}

/// The files of one crate, and which of them uses which.
#[derive(Default)]
pub(crate) struct Modules {
    modules: Vec<Module>,
}

impl Modules {
    /// Reads a crate from its root file on, for example `crates/invitation/src/lib.rs`.
    ///
    /// # Panics
    ///
    /// Where a file is missing or is no Rust.
    #[must_use]
    pub(crate) fn read(root: &Path) -> Self {
        let mut modules = Self::default();
        let folder = root.parent().unwrap();
        modules.add_file(root, folder, None);
        modules
    }

    fn add_file(&mut self, file: &Path, folder: &Path, parent: Option<usize>) -> usize {
        let text =
            fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let parsed =
            syn::parse_file(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        self.add_module(file, folder, parent, &parsed.items)
    }

    fn add_module(
        &mut self,
        file: &Path,
        folder: &Path,
        parent: Option<usize>,
        items: &[Item],
    ) -> usize {
        let index = self.modules.len();
        self.modules.push(Module {
            file: file.to_owned(),
            parent,
            ..Module::default()
        });
        for item in items {
            match item {
                Item::Mod(module) if for_tests(&module.attrs) => {}
                Item::Mod(module) => {
                    let name = module.ident.to_string();
                    let inner = folder.join(&name);
                    let child = if let Some((_, items)) = &module.content {
                        self.add_module(file, &inner, Some(index), items)
                    } else {
                        let beside = folder.join(format!("{name}.rs"));
                        let inside = inner.join("mod.rs");
                        let found = if beside.exists() { beside } else { inside };
                        self.add_file(&found, &inner, Some(index))
                    };
                    self.modules[index].modules.insert(name, child);
                }
                Item::Use(import) if for_tests(&import.attrs) => {}
                Item::Use(import) => {
                    let exported = !matches!(import.vis, Visibility::Inherited);
                    self.add_use(index, &import.tree, &[], exported);
                }
                other => {
                    let mut seen = Paths::default();
                    seen.visit_item(other);
                    self.modules[index].paths.extend(seen.paths);
                    for tree in seen.uses {
                        self.add_use(index, &tree, &[], false);
                    }
                }
            }
        }
        index
    }

    fn add_use(&mut self, index: usize, tree: &UseTree, before: &[String], exported: bool) {
        let with = |name: &dyn ToString| [before, &[name.to_string()]].concat();
        let (name, path) = match tree {
            UseTree::Path(path) => {
                return self.add_use(index, &path.tree, &with(&path.ident), exported);
            }
            UseTree::Group(group) => {
                for tree in &group.items {
                    self.add_use(index, tree, before, exported);
                }
                return;
            }
            UseTree::Glob(_) => {
                self.modules[index].globs.push(before.to_vec());
                return;
            }
            UseTree::Rename(rename) => (rename.rename.to_string(), with(&rename.ident)),
            UseTree::Name(name) if name.ident == "self" => {
                let last = before.last().cloned().unwrap_or_default();
                (last, before.to_vec())
            }
            UseTree::Name(name) => (name.ident.to_string(), with(&name.ident)),
        };
        let module = &mut self.modules[index];
        if !exported {
            module.paths.push(path.clone());
        }
        module.imports.insert(name, path);
    }

    /// The file that defines what `path` names, seen from a module; none for other crates' items
    /// and for modules as such.
    fn defined_in(&self, from: usize, path: &[String], depth: usize) -> Option<Place> {
        let (first, rest) = path.split_first()?;
        if depth > 20 {
            return None;
        }
        let module = &self.modules[from];
        match first.as_str() {
            "crate" => return self.descend(self.root_of(from), rest, depth),
            "self" => return self.descend(from, rest, depth),
            "super" => return self.descend(module.parent?, rest, depth),
            _ => {}
        }
        if let Some(child) = module.modules.get(first) {
            return self.descend(*child, rest, depth);
        }
        let import = module.imports.get(first)?;
        if import.first() == Some(first) && import.len() == 1 {
            return None;
        }
        match self.defined_in(from, import, depth + 1)? {
            Place::Module(child) => self.descend(child, rest, depth),
            item @ Place::Item(_) => Some(item),
        }
    }

    fn descend(&self, at: usize, path: &[String], depth: usize) -> Option<Place> {
        let Some((first, rest)) = path.split_first() else {
            return Some(Place::Module(at));
        };
        let module = &self.modules[at];
        if first == "super" {
            return self.descend(module.parent?, rest, depth);
        }
        if first == "self" {
            return self.descend(at, rest, depth);
        }
        if let Some(child) = module.modules.get(first) {
            return self.descend(*child, rest, depth);
        }
        if module.imports.contains_key(first) {
            return self.defined_in(at, path, depth + 1);
        }
        for glob in &module.globs {
            if let Some(Place::Module(child)) = self.defined_in(at, glob, depth + 1)
                && self.modules[child].imports.contains_key(first)
            {
                return self.descend(child, path, depth + 1);
            }
        }
        Some(Place::Item(at))
    }

    fn root_of(&self, mut index: usize) -> usize {
        while let Some(parent) = self.modules[index].parent {
            index = parent;
        }
        index
    }

    /// Each file with the files that it uses.
    #[must_use]
    pub(crate) fn uses(&self) -> BTreeMap<&Path, BTreeSet<&Path>> {
        let mut uses: BTreeMap<&Path, BTreeSet<&Path>> = BTreeMap::new();
        for (index, module) in self.modules.iter().enumerate() {
            let of_file = uses.entry(&module.file).or_default();
            for path in &module.paths {
                if let Some(Place::Item(at)) = self.defined_in(index, path, 0)
                    && self.modules[at].file != module.file
                {
                    of_file.insert(&self.modules[at].file);
                }
            }
        }
        uses
    }

    /// Groups of files that use each other, directly or through others.
    #[must_use]
    pub(crate) fn circles(&self) -> Vec<BTreeSet<&Path>> {
        let uses = self.uses();
        let reached: BTreeMap<&Path, BTreeSet<&Path>> = uses
            .keys()
            .map(|file| (*file, reachable(&uses, file)))
            .collect();
        let mut circles: Vec<BTreeSet<&Path>> = Vec::new();
        for (file, from_here) in &reached {
            let circle: BTreeSet<&Path> = from_here
                .iter()
                .filter(|other| reached[**other].contains(file))
                .copied()
                .collect();
            if circle.len() > 1 && !circles.contains(&circle) {
                circles.push(circle);
            }
        }
        circles
    }
}

enum Place {
    Module(usize),
    /// An item of this module.
    Item(usize),
}

fn reachable<'a>(uses: &BTreeMap<&'a Path, BTreeSet<&'a Path>>, file: &Path) -> BTreeSet<&'a Path> {
    let mut seen = BTreeSet::new();
    let mut open: Vec<&Path> = uses.get(file).into_iter().flatten().copied().collect();
    while let Some(next) = open.pop() {
        if let Some((known, further)) = uses.get_key_value(next)
            && seen.insert(*known)
        {
            open.extend(further);
        }
    }
    seen
}

fn for_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && attribute
                .parse_args::<syn::Path>()
                .is_ok_and(|path| path.is_ident("test"))
    })
}

/// The paths in a piece of code, and the `use`s inside of its functions.
#[derive(Default)]
struct Paths {
    paths: Vec<Vec<String>>,
    uses: Vec<UseTree>,
}

impl<'ast> Visit<'ast> for Paths {
    fn visit_path(&mut self, path: &'ast syn::Path) {
        let names = path
            .segments
            .iter()
            .map(|segment| segment.ident.to_string());
        self.paths.push(names.collect());
        syn::visit::visit_path(self, path);
    }

    fn visit_item_use(&mut self, import: &'ast syn::ItemUse) {
        self.uses.push(import.tree.clone());
    }

    fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
        if !for_tests(&module.attrs) {
            syn::visit::visit_item_mod(self, module);
        }
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        self.visit_path(&call.path);
        self.visit_tokens(call.tokens.clone());
    }

    fn visit_attribute(&mut self, _: &'ast Attribute) {}
}

impl Paths {
    /// Names joined by `::`, as macros are handed them.
    fn visit_tokens(&mut self, tokens: TokenStream) {
        let mut path: Vec<String> = Vec::new();
        let mut colons = 0;
        for token in tokens {
            match token {
                TokenTree::Ident(name) if colons == 2 && !path.is_empty() => {
                    path.push(name.to_string());
                    colons = 0;
                }
                TokenTree::Ident(name) => {
                    self.paths.push(std::mem::take(&mut path));
                    path.push(name.to_string());
                    colons = 0;
                }
                TokenTree::Punct(mark) if mark.as_char() == ':' => colons += 1,
                TokenTree::Group(group) => {
                    self.paths.push(std::mem::take(&mut path));
                    colons = 0;
                    self.visit_tokens(group.stream());
                }
                _ => {
                    self.paths.push(std::mem::take(&mut path));
                    colons = 0;
                }
            }
        }
        self.paths.push(path);
    }
}
