"""How quick the register is, beside what nothing could be quicker than (`make bench`); the figures stand in docs/performance.md."""
