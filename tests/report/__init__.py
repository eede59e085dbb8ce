"""What people and CI services look at: the terminal, SARIF, GitHub, JUnit, badges."""
