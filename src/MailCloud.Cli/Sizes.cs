using System.Globalization;

namespace MailCloud.Cli;

/// <summary>Octets as people write them: <c>500M</c>, <c>1.5G</c>; a unit is 1,024 of the one below it.</summary>
public static class Sizes
{
    private const string Units = "KMGT";

    /// <summary>Reads a number of octets, with a unit or without.</summary>
    public static bool TryParse(string text, out long octets)
    {
        octets = 0;
        var digits = text.AsSpan().TrimEnd('B').TrimEnd('b');
        var power = digits.IsEmpty ? 0 : 1 + Units.IndexOf(char.ToUpperInvariant(digits[^1]), StringComparison.Ordinal);
        if (power > 0)
            digits = digits[..^1];
        if (!decimal.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            return false;
        for (; power > 0 && number < long.MaxValue; power--)
            number *= 1024;
        if (number >= long.MaxValue)
            return false;
        octets = (long)number;
        return true;
    }

    /// <summary>The same in the largest unit that leaves a whole one, to one decimal.</summary>
    public static string Format(long octets)
    {
        var (value, power) = ((decimal)octets, 0);
        for (; value >= 1024 && power < Units.Length; power++)
            value /= 1024;
        var text = value.ToString("0.#", CultureInfo.InvariantCulture);
        return power == 0 ? text : text + Units[power - 1];
    }
}
