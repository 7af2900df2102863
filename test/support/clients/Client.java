import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;

/** With the argument `follow` after the URL the client follows redirects. */
class Client {
    static HttpClient client;

    static URI send(String step, String method, URI address, String body) throws Exception {
        var content = body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body);
        var request = HttpRequest.newBuilder(address).method(method, content).build();
        var response = client.send(request, BodyHandlers.ofString());
        var stored = response.headers().firstValue("location").map(address::resolve)
            .orElse(response.uri());
        var text = response.body().trim();
        System.out.println(step + " " + response.statusCode() + " " + stored.getPath() + " " + text);
        return stored;
    }

    public static void main(String[] args) throws Exception {
        var follows = args.length > 1 && args[1].equals("follow");
        var redirects = follows ? HttpClient.Redirect.NORMAL : HttpClient.Redirect.NEVER;
        client = HttpClient.newBuilder().followRedirects(redirects).build();
        var upload = URI.create(args[0] + "/photo.txt");
        var stored = send("put", "PUT", upload, "content");
        send("again", "PUT", upload, "content");
        send("get", "GET", stored, null);
        send("delete", "DELETE", stored, null);
        send("gone", "GET", stored, null);
    }
}
