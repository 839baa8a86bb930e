//! Every kind of mistake, by name. Each has a fixture under `tests/fixtures/codes/`; a test walks [`Code::ALL`].

use std::fmt;

use super::Severity;

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal, $severity:ident $(, fixed $fixed:ident)? $(, shape: $shape:literal)?;)+) => {
        /// A kind of mistake.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl Code {
            /// All codes, in the order of their declaration.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// Its name in kebab-case, as it is printed and documented.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// The severity of its findings.
            #[must_use]
            pub fn severity(self) -> Severity {
                match self { $(Self::$variant => Severity::$severity,)+ }
            }

            /// The severity of its findings in a phase that only advises: [`Severity::Note`], because nothing is graded
            /// there. An unknown id is a mistake everywhere.
            #[must_use]
            pub fn severity_of_advice(self) -> Severity {
                if self == Self::UnknownId { self.severity() } else { Severity::Note }
            }

            /// Why nobody may lower its level or suppress it; `None` when everybody may.
            #[must_use]
            pub fn fixed(self) -> Option<Fixed> {
                match self { $($(Self::$variant => Some(Fixed::$fixed),)?)+ _ => None }
            }

            /// Whether it is a mistake of shape, which one file shows by itself: keys that are there or not, and how their values are
            /// written. A schema of the file's format shows it as well.
            #[must_use]
            pub fn is_shape(self) -> bool {
                match self { $($(Self::$variant => $shape,)?)+ _ => false }
            }

            /// Whether its findings may have this severity; `None` is for findings that are turned off.
            #[must_use]
            pub fn may_be(self, severity: Option<Severity>) -> bool {
                // The heaviest severity is the least one.
                let is_lower = severity.is_none_or(|severity| severity > self.severity());
                !is_lower || self.fixed().is_none()
            }

            /// Whether this program can find it: sheets are laid out by one with paper, and only one without it leaves a budget
            /// unmeasured.
            #[must_use]
            pub fn is_found_here(self) -> bool {
                match self {
                    Self::SheetTooLong | Self::SheetNearlyFull | Self::MissingGlyph | Self::UnknownFont | Self::Unprinted => cfg!(feature = "paper"),
                    Self::SheetNotMeasured => cfg!(not(feature = "paper")),
                    _ => true,
                }
            }

            /// The code with a name.
            #[must_use]
            pub fn named(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|code| code.name() == name)
            }

            /// What it means, in a sentence.
            #[must_use]
            pub fn meaning(self) -> &'static str {
                match self { $(Self::$variant => concat!($($doc),+).trim_ascii(),)+ }
            }
        }
    };
}

/// Why the level of a code is fixed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fixed {
    /// It keeps what a stranger's folder holds from doing harm.
    Safety,
    /// Something could not be read, and would be missing without a word.
    Unread,
    /// Ids and addresses say who is who; two of one, or one that nothing has, would mix things up.
    Identity,
    /// It keeps what can stop a launch from being overlooked.
    HardStop,
}

impl Fixed {
    /// The reason, as a clause without a full stop.
    #[must_use]
    pub fn reason(self) -> &'static str {
        match self {
            Self::Safety => "it keeps the files of a handbook from doing harm",
            Self::Unread => "what it is about could not be read, and would be missing without a word",
            Self::Identity => "ids and addresses say which is which, and answers and links rely on them",
            Self::HardStop => "it keeps what can stop a launch from being overlooked",
        }
    }
}

codes! {
    /// A file that the system does not let us read.
    UnreadableFile = "unreadable-file", Error, fixed Safety;
    /// A file that is not UTF-8.
    InvalidUtf8 = "invalid-utf8", Error, fixed Unread;
    /// A link that leads out of the handbook's folder, or to something hidden in it.
    SymlinkOutside = "symlink-outside", Error, fixed Safety;
    /// A pipe, a socket or a device where a file belongs.
    SpecialFile = "special-file", Error, fixed Safety;
    /// More bytes, files, levels, imports or questions than a limit allows.
    LimitExceeded = "limit-exceeded", Error, fixed Safety;
    /// Code that is too long to be coloured.
    UncolouredCode = "uncoloured-code", Note;
    /// A name of a file, or an alias, that no address can carry.
    InvalidName = "invalid-name", Error, fixed Safety;
    /// A name that not every system can hold.
    UnportableName = "unportable-name", Warning;
    /// A file in a place where it is not read.
    MisplacedFile = "misplaced-file", Error;
    /// A text that other tools make a page of, and that lies or is called so that none is made of it here.
    UnreadPage = "unread-page", Warning;
    /// Files that programs leave behind, and that are left out.
    LeftOut = "left-out", Note;
    /// A file with nothing in it.
    EmptyFile = "empty-file", Warning;
    /// What Git writes into a file where two changes meet, and nobody has chosen.
    ConflictMarker = "conflict-marker", Error, fixed Unread;
    /// A value that an upgrade and you both changed, and nobody has chosen.
    UpgradeConflict = "upgrade-conflict", Error, fixed Unread;
    /// A text that is not YAML, or YAML that is not accepted, such as a second document.
    YamlSyntax = "yaml-syntax", Error, fixed Unread;
    /// The same key twice.
    DuplicateKey = "duplicate-key", Error, fixed Unread;
    /// YAML that is nested too deeply, or too large once its aliases are expanded.
    YamlTooLarge = "yaml-too-large", Error, fixed Safety;
    /// A key that its mapping does not have.
    UnknownKey = "unknown-key", Error, shape: true;
    /// A word of a theme that is written nearly like one of ours.
    UnusedWord = "unused-word", Warning;
    /// A key that must be there.
    MissingKey = "missing-key", Error, fixed Unread, shape: true;
    /// A value of another type than expected, such as a list instead of a text.
    WrongType = "wrong-type", Error, fixed Unread, shape: true;
    /// A value that is none of the allowed ones.
    WrongValue = "wrong-value", Error, fixed Unread, shape: true;
    /// A date that is not an ISO date of the calendar.
    InvalidDate = "invalid-date", Error, fixed Unread, shape: true;
    /// An id in the wrong form, which is `kebab-case`, or `PREFIX-NN` for an item.
    InvalidId = "invalid-id", Error, fixed Identity, shape: true;
    /// A reference to an id that nothing has.
    UnknownId = "unknown-id", Error, fixed Identity;
    /// A question that is retired or hidden, and named somewhere.
    NotAsked = "not-asked", Note;
    /// A question that can stop a launch, and that the settings hide.
    HiddenHardStop = "hidden-hard-stop", Warning;
    /// A provider that nobody of the matrix has, or nearly one of those in the settings.
    UnknownProvider = "unknown-provider", Warning;
    /// An id, a term or an explicit anchor that two things have.
    DuplicateId = "duplicate-id", Error, fixed Identity;
    /// An item's id that does not begin with its area's prefix.
    WrongPrefix = "wrong-prefix", Error, fixed Identity;
    /// An id of a closed edition that is neither asked nor retired.
    VanishedId = "vanished-id", Error, fixed Identity;
    /// A question of which no word is left as it was in the last edition.
    OtherQuestion = "other-question", Warning;
    /// An edition that was edited after it was closed.
    EditedEdition = "edited-edition", Error, fixed Identity;
    /// An edition that was changed or removed since a revision.
    EditedHistory = "edited-history", Error, fixed Identity;
    /// Editions that do not follow one upon another.
    EditionChain = "edition-chain", Warning;
    /// What differs from the last closed edition.
    RunningEdition = "running-edition", Note;
    /// A handbook whose checklists name editions, and none of them is closed.
    NoEditions = "no-editions", Note;
    /// A retired id that an item uses again.
    ReusedId = "reused-id", Error, fixed Identity;
    /// Severity, hard stops or a sign-off where the phase only advises.
    GradedAdvice = "graded-advice", Error, fixed HardStop;
    /// An item that is not about cost in a phase that watches spend only.
    NotAboutCost = "not-about-cost", Error;
    /// A question that does not end with a question mark.
    NotAQuestion = "not-a-question", Error;
    /// A question to which yes or no is an answer.
    ClosedQuestion = "closed-question", Warning;
    /// A checklist that names a phase which does not list it.
    UnlistedChecklist = "unlisted-checklist", Warning;
    /// A question or a short text with too many words.
    TooLong = "too-long", Error;
    /// A checklist with more questions than its sheet allows.
    TooManyItems = "too-many-items", Error;
    /// A sheet that takes more pages than its budget allows.
    SheetTooLong = "sheet-too-long", Error;
    /// A sheet that is so full that the next change may be too much for it.
    SheetNearlyFull = "sheet-nearly-full", Note;
    /// A budget of pages that nobody measured, because this program was built without paper.
    SheetNotMeasured = "sheet-not-measured", Warning;
    /// A character that no font of the theme can print.
    MissingGlyph = "missing-glyph", Warning;
    /// A link to a page that is not there.
    BrokenLink = "broken-link", Error;
    /// A link to a place in a page that is not there.
    BrokenAnchor = "broken-anchor", Error;
    /// A picture that is not there.
    MissingImage = "missing-image", Error;
    /// A picture without a text for those who do not see it.
    MissingAlt = "missing-alt", Warning;
    /// A picture that cannot be shown, or is another kind of picture than its name says.
    BrokenPicture = "broken-picture", Warning;
    /// A picture with more pixels, bytes or parts than a page should load.
    LargePicture = "large-picture", Warning;
    /// Something of a page that paper cannot hold.
    Unprinted = "unprinted", Warning;
    /// Two files at one address.
    DuplicateAddress = "duplicate-address", Error, fixed Identity;
    /// A footnote or a link by a name that the page does not define.
    UndefinedReference = "undefined-reference", Warning;
    /// A footnote that no reader sees: nothing refers to it, or another one has its name.
    LostFootnote = "lost-footnote", Warning;
    /// The syntax of another tool, which is shown as it is written.
    ForeignSyntax = "foreign-syntax", Warning;
    /// A second title in a page, or a level of headings that is left out.
    HeadingLevel = "heading-level", Warning;
    /// A block of code that is never closed.
    UnclosedFence = "unclosed-fence", Warning;
    /// Rows that were meant as a table and are none.
    BrokenTable = "broken-table", Warning;
    /// A directive that nobody knows.
    UnknownDirective = "unknown-directive", Error;
    /// A `{{name}}` that is neither a setting nor a variable.
    UnknownName = "unknown-name", Error;
    /// A `{name}` in single braces that is a variable.
    SingleBraces = "single-braces", Warning;
    /// A name that the settings do not give any more, in a text.
    FormerName = "former-name", Warning;
    /// A shared value of the settings that no text names.
    UnusedValue = "unused-value", Warning;
    /// Two shared values that say the same.
    DoubledValue = "doubled-value", Note;
    /// A language of a code block that cannot be highlighted.
    UnknownLanguage = "unknown-language", Warning;
    /// A diagram that is shown as text, because it could not be drawn.
    DiagramNotDrawn = "diagram-not-drawn", Warning;
    /// HTML that would do harm in a page, or in what stands around it.
    RefusedHtml = "refused-html", Error, fixed Safety;
    /// HTML that a page does not draw, and that does no harm.
    UnknownHtml = "unknown-html", Error;
    /// A word in angle brackets that is no HTML, and is shown as text.
    AngleBrackets = "angle-brackets", Note;
    /// A file beside the pages that may hold a script, and so is not published.
    WithheldFile = "withheld-file", Error;
    /// A path below `downloads` that names no file.
    UnusedDownload = "unused-download", Warning;
    /// HTML of the author that ends the paragraph in which it stands.
    HtmlEndsParagraph = "html-ends-paragraph", Warning;
    /// Pictures that come from other sites.
    OutsidePicture = "outside-picture", Note;
    /// Markdown that is nested too deeply.
    NestedTooDeeply = "nested-too-deeply", Error, fixed Safety;
    /// An acronym that a reader sees and the glossary does not explain.
    UndefinedAcronym = "undefined-acronym", Warning;
    /// A template that cannot be read.
    TemplateSyntax = "template-syntax", Error, fixed Unread;
    /// A template that cannot be filled.
    TemplateRender = "template-render", Error, fixed Unread;
    /// A font that a paper template names and the theme lacks.
    UnknownFont = "unknown-font", Warning;
    /// A file that a style sheet or a script of the theme names and the theme lacks.
    MissingAsset = "missing-asset", Error, fixed Unread;
    /// An import in a style sheet or a script of the theme that leads in a circle or that browsers would ignore.
    BrokenImport = "broken-import", Error, fixed Unread;
    /// A file of a theme that takes the place of none of ours, and that nothing loads.
    UnusedThemeFile = "unused-theme-file", Warning;
    /// A copy of a file of the built-in theme that has changed since.
    OlderCopy = "older-copy", Warning;
    /// A colour of a theme that cannot be read on its ground.
    FaintColour = "faint-colour", Warning;
    /// A style sheet of the theme whose braces or comments do not end where they should.
    StyleSyntax = "style-syntax", Error;
    /// A property that a style sheet uses and none defines.
    UndefinedProperty = "undefined-property", Warning;
    /// A word of the interface that the words file lacks.
    MissingWord = "missing-word", Warning;
    /// A page or a fact that nobody has looked at for longer than the settings allow.
    ReviewDue = "review-due", Warning;
    /// A page that says something else than when somebody last stood by it.
    ChangedSinceReviewed = "changed-since-reviewed", Note;
    /// Questions of a checklist that apply to a service and have no answer.
    Unanswered = "unanswered", Warning, fixed HardStop;
    /// A service of which nobody says something that questions depend on.
    NotSaid = "not-said", Warning, fixed HardStop;
    /// A trait that a managed service in use brings and that the list of traits leaves out.
    DeniedTrait = "denied-trait", Warning;
    /// A service that says `high_risk` to a handbook where nothing depends on it.
    HighRiskUnused = "high-risk-unused", Note;
    /// A checklist that belongs to an answer file and is not in it.
    MissingChecklist = "missing-checklist", Warning, fixed HardStop;
    /// An answer to a question that steps aside.
    AnswerAside = "answer-aside", Note;
    /// A gap at a question that steps aside.
    GapAside = "gap-aside", Warning, fixed HardStop;
    /// A hard stop that is set aside as not applicable.
    HardStopAside = "hard-stop-aside", Note, fixed HardStop;
    /// Answers that say little so far.
    ThinAnswer = "thin-answer", Note;
    /// A day of a service that has passed.
    DatePassed = "date-passed", Note;
    /// A launch that is before its walkthrough.
    LaunchBeforeWalkthrough = "launch-before-walkthrough", Warning;
    /// A hard stop whose plan ends after the walkthrough.
    LatePlan = "late-plan", Warning, fixed HardStop;
    /// A gap without anybody's plan to close it.
    GapWithoutPlan = "gap-without-plan", Error, fixed HardStop;
    /// A gap whose plan should be done by now.
    PlanOverdue = "plan-overdue", Warning, fixed HardStop;
    /// Answers that are marked to be looked at again, as those that a new launch takes over.
    LookAgain = "look-again", Note;
    /// An answer that says "not applicable" and not why.
    MissingReason = "missing-reason", Error, fixed HardStop;
    /// An answer that relies on something which must first be switched on, and shows no setting.
    SettingNotShown = "setting-not-shown", Error, fixed HardStop;
    /// An answer that does not show a setting which somebody must first switch on.
    SettingToShow = "setting-to-show", Warning;
    /// An answer that leaves to the provider what the matrix says is the team's.
    NotTheProviders = "not-the-providers", Error, fixed HardStop;
    /// An answer that leaves to the provider what the matrix says is shared.
    SharedDuty = "shared-duty", Note;
    /// An answer to a question that is no longer asked.
    RetiredItem = "retired-item", Warning;
    /// An answer file that uses a question or a service that the handbook hides.
    HiddenInUse = "hidden-in-use", Note;
    /// An answer to former words of its question.
    RewordedQuestion = "reworded-question", Warning;
    /// Answers to an older edition of a checklist.
    OlderEdition = "older-edition", Warning;
    /// What a later edition asks, of a launch that is judged by the one that it pinned.
    LaterEdition = "later-edition", Note;
    /// An entry of a record that the rules of the review do not allow.
    RefusedEntry = "refused-entry", Error, fixed HardStop;
    /// A file of a record that was changed after it was written.
    EditedRecord = "edited-record", Error, fixed Identity;
    /// Somebody in a record who is none of the people beside it, or was not there on that day, or not in that role.
    UnknownPerson = "unknown-person", Error, fixed Identity;
    /// A signature on answers that are neither those of today nor kept, or whose digests differ.
    UnknownVersion = "unknown-version", Error, fixed Identity;
    /// A signature that no longer stands for what the answers decide.
    StaleSignOff = "stale-sign-off", Warning, fixed HardStop;
    /// A role that should have taken part in the walkthrough, or should sign.
    MissingRole = "missing-role", Warning;
    /// Somebody who signs in two roles, or as a peer of the own team.
    SameSigner = "same-signer", Warning;
    /// A tier, a risk or a kind of launch that is not what was agreed.
    AgreedOtherwise = "agreed-otherwise", Warning;
    /// An exception or a condition that ends soon.
    ExceptionEnds = "exception-ends", Warning;
    /// An exception or a condition whose last day has passed.
    ExceptionOver = "exception-over", Warning, fixed HardStop;
    /// Several exceptions that end together.
    ExceptionsBunch = "exceptions-bunch", Note;
    /// An exception that was renewed three times or more.
    RenewedAgain = "renewed-again", Warning;
    /// A talk whose next date has come.
    ContactDue = "contact-due", Note;
    /// Something that somebody owes who is no longer there.
    OwedByFormer = "owed-by-former", Warning;
    /// A security assessment or a load profile of which the record says nothing.
    NotAssessed = "not-assessed", Note;
    /// What keeps a service from being launched, as a pipeline is told.
    GateClosed = "gate-closed", Error, fixed HardStop;
    /// A record that was kept as long as it should be.
    RecordMayGo = "record-may-go", Note;
    /// A checklist that nobody has begun, on a day when it should have been.
    LateStart = "late-start", Warning;
    /// A review of a change, whose path is code review.
    ChangeNotReviewed = "change-not-reviewed", Error, fixed HardStop;
    /// A comment that should accept a mistake and cannot: without a reason, of a code that is not there, or of one that nobody may
    /// accept.
    InvalidAccept = "invalid-accept", Error;
    /// A comment that accepts a mistake which is not there.
    UnusedAccept = "unused-accept", Warning;
    /// A level of the settings, or an entry of the baseline, for a code that is not there or whose level is fixed.
    FixedLevel = "fixed-level", Error, fixed Safety;
    /// Findings of the baseline that are gone.
    StaleBaseline = "stale-baseline", Warning;
    /// A day of something that has happened, which is in the future.
    FutureDate = "future-date", Warning;
    /// A clone without its past, so that nobody can tell when a page was last changed.
    ShallowHistory = "shallow-history", Note;
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
