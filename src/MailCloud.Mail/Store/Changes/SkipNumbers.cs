namespace MailCloud.Mail.Store.Changes;

/// <summary>
/// Leaves numbers out: an account that is brought back from a backup must not give out again what it gave out after the backup was made, since clients know messages by their UIDs
/// (RFC 9051 §2.3.1.1).
/// </summary>
/// <param name="Least">At least so many.</param>
/// <param name="Floor">And so many that the next number is above this.</param>
public sealed record SkipNumbers(ulong Least, ModSeq Floor) : MailChange
{
    public override bool NeedsMessages => false;

    public override Decision Decide(AccountState state, long nowSeconds)
    {
        var behind = Floor > state.ModSeq ? Floor.Value - state.ModSeq.Value : 0;
        return Decision.Commit(new NumbersSkipped(Math.Max(Least, behind)));
    }
}
