"""Engine 2: flat compiled loops, to sweep with; the same numbers, for one replicate after another and for
many side by side (docs/lanes.md).

Short names, the same in every loop: `w` the world (`sim.world.case.Arrays`), `p` the parameters of a
replicate (places in `sim.state.layout`), `s` the state of a run (`sim.state.run_state.RunState`), `b` its
blocks (rows of states, of sides, numbers of the alliance), `t` working arrays (`Work`), `book` the ledger of
chips. Loop variables: `i` a state, `j` a firm, `d` a field, `c` a class of chips, `r` a region or a
replicate, `k` a place in a flat array (`d * states + i` in efforts).
"""
