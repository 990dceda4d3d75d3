namespace MailCloud.Mail.Junk;

/// <summary>
/// Where what was learned about spam is kept: opaque models by name, each replaced whole, and only by whoever read the version that is there.
/// </summary>
/// <remarks>Every method may throw <see cref="Store.StoreUnavailableException"/>; a write then stands or does not.</remarks>
public interface IModelStore
{
    /// <summary>The model of this name; null: there is none.</summary>
    ValueTask<StoredModel?> ReadAsync(ModelName name, CancellationToken cancellationToken);

    /// <summary>
    /// Replaces the model. False: it is not the version that was read, so read it again. After a lost answer this may be one's own write, so what a model
    /// learned has to be recognisable in it.
    /// </summary>
    /// <param name="version">The version that was read; null: there was none.</param>
    ValueTask<bool> TryWriteAsync(ModelName name, ReadOnlyMemory<byte> content, string? version, CancellationToken cancellationToken);

    /// <summary>Deletes the model, if there is one.</summary>
    ValueTask DeleteAsync(ModelName name, CancellationToken cancellationToken);
}

/// <param name="Version">Names this state of the model; every write makes another.</param>
public sealed record StoredModel(ReadOnlyMemory<byte> Content, string Version);

/// <summary>Names a model: the one for everybody, or what one account adds to it.</summary>
public readonly record struct ModelName
{
    private ModelName(Store.AccountId? account) => Account = account;

    /// <summary>The account whose model it is; null: everybody's.</summary>
    public Store.AccountId? Account { get; }

    public static readonly ModelName Everybody = new(null);

    public static ModelName Of(Store.AccountId account) => new(account);

    public override string ToString() => Account?.ToString() ?? "everybody";
}
