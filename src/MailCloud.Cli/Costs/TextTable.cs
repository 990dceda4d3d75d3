namespace MailCloud.Cli.Costs;

/// <summary>A table of plain text that looks the same on a terminal, in a file and on a page: the first column to the left, the others to the right.</summary>
internal static class TextTable
{
    private const string Gap = "  ";

    public static IEnumerable<string> Of(IReadOnlyList<string> headings, IEnumerable<IReadOnlyList<string>> rows)
    {
        IReadOnlyList<string>[] all = [headings, .. rows];
        var widths = headings.Select((_, column) => all.Max(row => row[column].Length)).ToArray();
        return all.Select(row =>
            string.Join(Gap, row.Select((cell, column) => column == 0 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column])))
                .TrimEnd()
        );
    }
}
