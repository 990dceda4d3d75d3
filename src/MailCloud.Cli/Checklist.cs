namespace MailCloud.Cli;

/// <summary>How a thing that was looked at is.</summary>
internal enum Mark
{
    Good,
    Bad,

    /// <summary>It cannot be told, or does not matter.</summary>
    Doubtful,
}

/// <summary>A thing that was looked at.</summary>
/// <param name="Word">What the mark means here, for programs that read.</param>
internal sealed record ChecklistRow(Mark Mark, string Word, IReadOnlyList<string> Cells);
