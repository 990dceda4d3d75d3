using MailCloud.Mail.Objects;
using MailCloud.Mail.Store;

namespace MailCloud.Webmail.Login.Factors;

/// <summary>What comes of a code.</summary>
internal enum CodeResult
{
    Right,
    Wrong,

    /// <summary>Too many were guessed; it was not looked at.</summary>
    TooMany,
}

/// <summary>
/// Checks codes of people who gave the right password. Each attempt is one commit that says what it found the account's factors to be: so no code works twice, and however many processes are
/// asked at once, no more guesses are looked at than <see cref="MaxGuesses"/> and one more every <see cref="Recovery"/>.
/// </summary>
internal sealed class CodeCheck(SecondFactors factors, TotpCodes totp, TimeProvider time)
{
    public const int MaxGuesses = 10;

    public static readonly TimeSpan Recovery = TimeSpan.FromMinutes(5);

    // Others' attempts at the same account are in the way of one's own.
    private const int Attempts = 2 * MaxGuesses;

    /// <summary>Checks a code of the account's app.</summary>
    public ValueTask<CodeResult> CheckTotpAsync(AccountId account, string code, CancellationToken cancellationToken) =>
        CheckAsync(
            account,
            set =>
                set.Totp is { } app && totp.StepOf(account, app.Body, code) is { } step
                    ? SecondFactors.Write(app.Id, app.Body with { LastStep = step }, app.Version)
                    : null,
            cancellationToken
        );

    /// <summary>Checks a recovery code, which is then used up.</summary>
    public ValueTask<CodeResult> CheckRecoveryAsync(AccountId account, string code, CancellationToken cancellationToken) =>
        CheckAsync(
            account,
            set =>
                set is { IsOn: true, Recovery: { } codes } && RecoveryCodes.Use(codes.Body, code) is { } left
                    ? SecondFactors.Write(codes.Id, left, codes.Version)
                    : null,
            cancellationToken
        );

    /// <param name="use">What the code changes if it is right; null: it is wrong.</param>
    private async ValueTask<CodeResult> CheckAsync(
        AccountId account,
        Func<FactorSet, ObjectWrite?> use,
        CancellationToken cancellationToken
    )
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var set = await factors.ReadAsync(account, cancellationToken);
            var now = time.GetUtcNow();
            var burden = set.Guesses is { } before && before.Body.Until > now ? before.Body.Until : now;
            if (burden + Recovery > now + MaxGuesses * Recovery)
                return CodeResult.TooMany;
            var used = use(set);
            // A right one names the guesses' version, too: of many that are tried at once, no more count than of those tried one by one.
            var guesses = new GuessesBody(used is null ? burden + Recovery : burden);
            var write = SecondFactors.Write(FactorSet.GuessesId, guesses, set.Guesses?.Version ?? 0);
            if (await factors.TryUseAsync(account, used is null ? [write] : [write, used], cancellationToken))
                return used is null ? CodeResult.Wrong : CodeResult.Right;
        }
        return CodeResult.TooMany;
    }
}
