package asyncio4j.inspect.internal;

/// Why a request is not answered, in one sentence.
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final String sentence;

    Refusal(String sentence) {
        super(sentence);
        this.sentence = sentence;
    }

    @Override
    public String getMessage() {
        return sentence;
    }
}
