//! The table of operations is complete.

use local_user_pool::Operation;

#[test]
fn the_table_lists_exactly_the_operations_there_are() {
    let document = include_str!("../OPERATIONS.md");
    let (table, _) = document.split_once("\n## ").expect("another section");
    let rows = table.lines().filter_map(|line| line.strip_prefix("| "));
    let names = rows.filter_map(|row| row.split_once(" | "));
    // The first row is the head.
    let listed: Vec<&str> = names.map(|(name, _)| name).skip(1).collect();
    let known: Vec<&str> = Operation::ALL
        .iter()
        .map(|operation| operation.name())
        .collect();
    assert_eq!(listed, known);
}
