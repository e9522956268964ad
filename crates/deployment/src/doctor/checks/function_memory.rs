//! `function-memory`: whether a function has the memory, and with it the CPU, for a quick start.

use crate::doctor::judgement::Judgement;

/// The MiB that the template gives a function, and that its first answer was measured with: CPU
/// time grows with them.
const MEMORY: u32 = 256;

pub(crate) fn function_memory(judgement: &mut Judgement<'_>) -> Option<String> {
    for (name, lambda) in judgement.functions()? {
        if let Some(found) = judgement.read(name, &lambda.configuration)
            && found.memory < MEMORY
        {
            judgement.warning(
                format!("{name} has {} MiB, and with it a smaller share of a CPU: its first answer takes longer than was measured", found.memory),
                format!("Give the function {MEMORY} MiB, as the template does"),
            );
        }
    }
    Some(format!("every function has {MEMORY} MiB or more"))
}

#[cfg(test)]
pub(crate) mod tests {
    use crate::doctor::tests::{Case, WARNING};

    pub(crate) const CASES: &[Case] = &[(|it| it.function().memory = 128, WARNING, "128 MiB")];
}
