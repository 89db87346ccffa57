package io.swarmkeeper.web.page;

import io.swarmkeeper.swarm.Quantities;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The sign-in form; room access does the rest. */
@Controller
class LoginController {

    /** @param slow seconds until the next try is looked at */
    @GetMapping("/login")
    String login(
            Model model,
            @RequestParam(required = false) @Nullable String error,
            @RequestParam(required = false) @Nullable String logout,
            @RequestParam(required = false) @Nullable String slow) {
        model.addAttribute("error", error != null);
        model.addAttribute("left", logout != null);
        if (slow != null && slow.matches("\\d{1,6}")) {
            model.addAttribute("slow", Quantities.duration(Duration.ofSeconds(Long.parseLong(slow))));
        }
        return "login";
    }
}
