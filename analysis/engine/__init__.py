"""Notebooks at the speed of their cells: a warm server forks a fresh kernel for each run.

A papermill engine named `warm`, and functions run in forked processes for whoever runs many
notebooks. Nothing here knows what the notebooks are about, and nothing outside of this folder is
imported: it can be put elsewhere, under another name, as it stands.

    private    what we lean on in Jupyter that is not promised to stay
    kernel     Jupyter's own kernel, without sockets and threads; its output, caught
    template   a process made ready to be forked
    reach      a server of one's own, or the one that runs, and the process it forked
    client     Jupyter's own client, and the kernel it talks with
    calls      functions called in workers, several at once, or in a fork of the caller
    child      what a forked process does
    server     the process that forks guards, and what a guard does
    warm       the engine
"""
