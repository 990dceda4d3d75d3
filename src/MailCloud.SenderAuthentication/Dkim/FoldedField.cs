using System.Text;

namespace MailCloud.SenderAuthentication.Dkim;

/// <summary>Writes a header field in lines of at most 78 columns (RFC 5322 §2.1.1), as long as no single word is longer.</summary>
internal sealed class FoldedField
{
    private const int MaxColumns = 78;

    private readonly StringBuilder text = new();
    private int column;

    public FoldedField(string name) => Append($"{name}:");

    /// <summary>Begins a new line.</summary>
    public FoldedField Fold()
    {
        text.Append("\r\n ");
        column = 1;
        return this;
    }

    /// <summary>Adds a word, after a blank or on a new line.</summary>
    public FoldedField Word(string word)
    {
        if (column + 1 + word.Length > MaxColumns)
            Fold();
        else if (column > 1)
            Append(" ");
        return Append(word);
    }

    /// <summary>Adds a piece where white space is allowed and not needed: right behind, or on a new line.</summary>
    public FoldedField Piece(string piece)
    {
        if (column + piece.Length > MaxColumns)
            Fold();
        return Append(piece);
    }

    /// <summary>Adds text that may be cut anywhere, such as base64.</summary>
    public FoldedField Fill(string filling)
    {
        while (filling.Length > 0)
        {
            if (column >= MaxColumns)
                Fold();
            var length = Math.Min(filling.Length, MaxColumns - column);
            Append(filling[..length]);
            filling = filling[length..];
        }
        return this;
    }

    /// <summary>The field without its line end.</summary>
    public override string ToString() => text.ToString();

    private FoldedField Append(string piece)
    {
        text.Append(piece);
        column += piece.Length;
        return this;
    }
}
