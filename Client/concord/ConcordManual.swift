import Host

/// What the manual pages of `concord` say besides the commands.
enum ConcordManual {
  static let manual = Manual(
    exitCodes: [
      ("0", "All that was asked for was done"),
      ("1", "Refused, or tried and failed; the message says what was kept"),
      ("2", "The command line makes no sense"),
      ("3", "A person must act: join waits for an admin, or --check found something to settle"),
      ("4", "The relay could not be reached; what you wrote is safe on this machine"),
      ("5", "Data are damaged, or the relay or a member broke a rule; the evidence is kept"),
      ("141", "Whoever read the output went away"),
    ],
    environment: [
      ("CONCORD_DIR", "The folder to work in, unless -C names one"),
      ("VISUAL, EDITOR", "The editor for notes"),
      ("CONCORD_PAGER, PAGER", "Shows what is longer than the screen; cat or nothing for none"),
      ("LESS", "The options of less; FRX unless it is set"),
      ("NO_COLOR", "No colours, if it is not empty"),
      ("CLICOLOR_FORCE", "Colours in files and pipes, too, unless it is empty or 0"),
      ("TERM", "No colours if it is dumb"),
      ("COLUMNS, LINES", "The size of the screen, in place of what the terminal says"),
      ("TZ", "The time zone in which moments are shown"),
      ("XDG_STATE_HOME", "Where this machine's own state is kept; ~/.local/state without it"),
    ],
    files: [
      (".concord/", "The workspace, in the folder you work in or one above it"),
      (".concord/replica.db", "All changes and what follows from them"),
      (".concord/identity", "This device's keys, readable by you alone"),
      (".concord/draft-*.txt", "Texts whose editor was left before they were stored"),
    ],
    seeAlso: ["concord-relay(8)", "less(1)"])
}
