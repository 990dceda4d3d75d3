namespace MailCloud.Cli.Tests.Commands;

public sealed class AliasTests
{
    private readonly World world = new();

    [Fact]
    public async Task Add_list_and_remove()
    {
        await PrepareAsync();
        (await world.RunAsync("alias", "add", "team@example.org", "carol@example.org", "dave@example.net")).SucceededNoting(
            "dave@example.net is elsewhere"
        );
        (await world.RunAsync("alias", "add", "*@example.org", "team@example.org")).Succeeded();

        Assert.Equal(
            "*@example.org\tteam@example.org\nteam@example.org\tcarol@example.org, dave@example.net\n",
            (await world.RunAsync("alias", "list")).Succeeded().Output
        );
        (await world.RunAsync("alias", "remove", "team@example.org")).Succeeded();
        (await world.RunAsync("alias", "remove", "team@example.org")).Complained(1, "no alias team@example.org");
    }

    [Fact]
    public async Task An_account_is_no_alias_to_remove()
    {
        await PrepareAsync();
        (await world.RunAsync("alias", "remove", "carol@example.org")).Complained(1, "no alias carol@example.org");
        Assert.Equal("carol@example.org\n", (await world.RunAsync("user", "list")).Output);
    }

    [Fact]
    public async Task Mail_for_a_target_of_ours_that_does_not_exist_would_be_lost()
    {
        await PrepareAsync();
        (await world.RunAsync("alias", "add", "team@example.org", "caroll@example.org")).Complained(1, "There is no caroll@example.org");
    }

    [Fact]
    public async Task An_address_is_taken_once()
    {
        await PrepareAsync();
        (await world.RunAsync("alias", "add", "carol@example.org", "dave@example.net")).Complained(1, "carol@example.org is taken");
    }

    [Fact]
    public async Task An_alias_is_at_a_domain_of_ours()
    {
        await PrepareAsync();
        (await world.RunAsync("alias", "add", "team@example.com", "carol@example.org")).Complained(1, "mailcloud domain add example.com");
    }

    [Fact]
    public async Task Show_follows_all_the_way()
    {
        await PrepareAsync();
        await world.RunAsync("alias", "add", "team@example.org", "carol@example.org", "dave@example.net");
        await world.RunAsync("alias", "add", "*@example.org", "team@example.org");

        Assert.Equal(
            "carol@example.org\there\ndave@example.net\telsewhere\n",
            (await world.RunAsync("alias", "show", "anybody@example.org")).Succeeded().Output
        );
        Assert.Equal("carol@example.org\there\n", (await world.RunAsync("alias", "show", "abuse@example.org")).Succeeded().Output);
        (await world.RunAsync("alias", "show", "a@example.com")).Complained(1, "mailcloud domain add example.com");
        await world.RunAsync("alias", "remove", "*@example.org");
        (await world.RunAsync("alias", "show", "anybody@example.org")).Complained(1, "leads nowhere");
    }

    private async Task PrepareAsync()
    {
        (await world.RunAsync("domain", "add", "example.org")).Succeeded();
        (await world.RunAsync("user", "add", "carol@example.org", "--generate")).Succeeded();
    }
}
