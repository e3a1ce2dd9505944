package dev.icfrr.cli.options;

/** The kinds of votes, as options name them. */
public enum VoteKind {
    FLAT,
    MULTISCALE
}
